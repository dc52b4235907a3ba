import type { StoreApi } from "zustand/vanilla";
import type { AnyValues } from "../lib/fields.ts";
import { formatPrefixed } from "../lib/format.ts";
import { fingerprintOf, linkRoom } from "../spec/data-in-link.ts";
import { withTask, withValues } from "../spec/describe.ts";
import {
  experimentFileEnding,
  maxExperimentFileLength,
  parseExperimentFile,
  writeExperimentFile,
} from "../spec/experiment-file.ts";
import type { Link } from "../spec/link.ts";
import { type ExperimentSpec, withData } from "../spec/spec.ts";
import type { TaskKind } from "../tasks/index.ts";
import type { OwnData, OwnDataKind } from "../tasks/own-data.ts";
import { maxTextBytes, plainText } from "../tasks/read-text.ts";
import { en } from "../text/en.ts";
import { keepData, readData } from "./kept-data.ts";
import type { Session } from "./session.ts";
import type { AppState } from "./state.ts";

const words = en.ownData;

/** Text that was brought and is not data yet: the dialog shows what could be made of it. */
export interface Import {
  /** Of the file; null for what is pasted or drawn. */
  readonly title: string | null;
  readonly text: string;
  readonly tab: OwnDataKind | "draw";
}

export interface OwnDataActions {
  /** Opens the dialog; what trains goes on until something is chosen there. */
  bringData(tab: Import["tab"]): void;
  closeImport(): void;
  /** Text from the clipboard or from another window, for the dialog. */
  bringText(text: string): void;
  /** A dropped or opened file: an experiment is opened, a text or a table goes to the dialog, anything else to `problems`. */
  openFile(file: File): Promise<void>;
  /** A new run on data of one's own. @param values of the task's fields, by name; the others stay as they are, or at their defaults. */
  useOwnData(data: OwnData, values: AnyValues): void;
  /** Several settings of the task in one new run, by name: columns to read and to foretell. */
  setTaskValues(values: AnyValues): void;
  /** The experiment as a file to save. */
  experimentFile(): { readonly name: string; readonly text: string };
}

const isTableName = (name: string): boolean => /\.(csv|tsv|tab)$/i.test(name);
/** The first lines have the same number of cells, and half of these are numbers. */
function looksTabular(text: string): boolean {
  const lines = text
    .slice(0, 4000)
    .split(/\r?\n/)
    .filter((line) => line !== "")
    .slice(0, 6);
  return ["\t", ";", ","].some((delimiter) => {
    const cells = lines.map((line) => line.split(delimiter));
    const widths = new Set(cells.map(({ length }) => length));
    const numbers = cells.flat().filter((cell) => /^\s*[-+]?[\d.,]+\s*$/.test(cell)).length;
    return lines.length > 2 && widths.size === 1 && !widths.has(1) && numbers >= cells.flat().length / 2;
  });
}
const isExperimentText = (text: string): boolean => /^\uFEFF?\s*\{\s*"format"\s*:\s*"unrolled"/.test(text);

/** The experiment of a link, with data that the link has no room for and this device keeps. */
export async function completed(link: Link): Promise<Pick<Link, "spec" | "problems">> {
  const data = link.missing === null ? null : await readData(link.missing);
  const task = data && withData(link.spec.task, data);
  if (!task || typeof task === "string") return link;
  const problems = link.problems.filter(({ path }) => path !== "data");
  return { spec: { ...link.spec, task }, problems };
}

const withTaskValues = (spec: ExperimentSpec, values: AnyValues): ExperimentSpec =>
  withValues(
    spec,
    Object.fromEntries(Object.entries(values).map(([name, value]) => [`task.${name}`, value])),
  );

export function createOwnDataActions(state: StoreApi<AppState>, session: Session): OwnDataActions {
  const { getState: get, setState: set } = state;

  function openExperiment(text: string, name: string): void {
    const read = parseExperimentFile(text);
    if (!read.ok) {
      set({ problems: read.errors.map(({ message }) => `“${name}”: ${message}`) });
      return;
    }
    const { data } = read.file.spec.task;
    if (data && !linkRoom(data).fits) void keepData(fingerprintOf(data), data);
    session.begin(read.file.spec);
    set({ problems: read.problems.map(({ message }) => message), presetId: null, importing: null });
  }

  return {
    bringData: (tab) => {
      const { data } = get().spec.task;
      // A text that is there may be worth a change; of a table only the numbers are left.
      const isEdited = tab === "text" && data?.kind === "text";
      set({ importing: { title: isEdited ? data.title : null, text: isEdited ? data.text : "", tab } });
    },
    bringText: (text) => {
      // Checked in the dialog, which says what is wrong with it.
      if (text.trim() !== "")
        set({ importing: { title: null, text, tab: looksTabular(text) ? "table" : "text" } });
    },
    closeImport: () => set({ importing: null }),
    openFile: async (file) => {
      const { name, size } = file;
      if (size > maxExperimentFileLength) {
        set({ problems: [words.tooLarge(name, formatPrefixed(size, "B"))] });
        return;
      }
      let bytes: Uint8Array;
      try {
        bytes = new Uint8Array(await file.arrayBuffer());
      } catch {
        set({ problems: [words.unreadable(name)] });
        return;
      }
      const isExperiment = name.endsWith(experimentFileEnding) || /\.json$/i.test(name);
      const read = plainText(bytes, isExperiment ? maxExperimentFileLength : maxTextBytes);
      if (!read.ok) set({ problems: [`“${name}”: ${read.problem}`] });
      else if (isExperiment || isExperimentText(read.data)) openExperiment(read.data, name);
      else {
        const tab = isTableName(name) ? "table" : "text";
        set({ importing: { title: name, text: read.data, tab }, problems: [] });
      }
    },
    useOwnData: (data, values) => {
      const { spec } = get();
      const kind: TaskKind = data.kind;
      const fresh = session.fresh();
      const base = spec.task.kind === kind ? fresh : withTask(fresh, kind);
      const task = withData(base.task, data);
      if (typeof task === "string") throw new Error(task);
      session.begin(withTaskValues({ ...base, task }, values));
      set({ presetId: null, importing: null });
      // A link names it only: without this a reload would show the example.
      if (!linkRoom(data).fits) void keepData(fingerprintOf(data), data);
    },
    setTaskValues: (values) => {
      set({ presetId: null });
      session.begin(withTaskValues(session.fresh(), values), "rested");
    },
    experimentFile: () => {
      const { spec } = get();
      const title = spec.task.data?.title ?? spec.task.kind;
      const stem = title.replace(/\.[a-z]{1,4}$/i, "").replace(/[^\p{L}\p{N}._-]+/gu, "-");
      return {
        name: `${stem.replace(/^-+|-+$/g, "") || "experiment"}${experimentFileEnding}`,
        text: writeExperimentFile({ spec: session.linked() }),
      };
    },
  };
}
