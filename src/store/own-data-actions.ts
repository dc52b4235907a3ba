import type { AnyValues } from "../lib/fields.ts";
import type { Formed } from "../lib/phrase.ts";
import type { OwnData, OwnDataKind } from "../own-data/own-data.ts";

/** Text that was brought and is not data yet: the dialog shows what could be made of it. */
export interface Import {
  /** Another one each time, also where the same file was changed and is brought again. */
  readonly id: number;
  /** Of the file; null for what is pasted or drawn. */
  readonly title: string | null;
  readonly text: string;
  readonly tab: OwnDataKind | "draw";
  /** Sentences: how the bytes of the file were decoded. */
  readonly notes: readonly Formed[];
}

export interface OwnDataActions {
  /** Opens the dialog; what trains goes on until something is chosen there. */
  bringData(tab: Import["tab"]): void;
  closeImport(): void;
  /** Text from the clipboard or from another window, for the dialog. */
  bringText(text: string): Promise<void>;
  /** A dropped or opened file: an experiment is opened, a text or a table goes to the dialog, anything else to `problems`. */
  openFile(file: File): Promise<void>;
  /** A new run on data of one's own. @param values of the task's fields, by name; the others stay as they are, or at their defaults. */
  useOwnData(data: OwnData, values: AnyValues): void;
  /** Several settings of the task in one new run, by name: columns to read and to foretell. */
  setTaskValues(values: AnyValues): void;
  /** The experiment as a file to save. */
  experimentFile(): Promise<{ readonly name: string; readonly text: string }>;
}
