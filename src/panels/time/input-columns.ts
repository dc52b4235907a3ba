/** Columns of tables with a row per step: what goes in. */
import type { Drawing } from "../../tasks/task.ts";
import type { columns as english } from "../../text/en/columns.ts";
import type { Words } from "../../text/language.ts";
import { type Cell, rounded, type Telling } from "../table.ts";

/** The words of all tables over steps, and how a task's own words are said. */
export interface ColumnWords {
  readonly columns: Words<typeof english>;
  readonly say: Telling["say"];
}

/** A name per track of the input, with its unit. */
export const inputHeader = ({ columns, say }: ColumnWords, { input }: Drawing): readonly string[] =>
  input.map((track) =>
    columns.named(say(track.name), track.kind === "series" && track.unit ? say(track.unit) : ""),
  );

/** By track: a symbol, a number, or whether the step is marked, as 1 or 0. */
export const inputCells = ({ input }: Drawing, step: number): readonly Cell[] =>
  input.map((track) => {
    switch (track.kind) {
      case "symbols":
        return track.symbols[step] ?? null;
      case "series":
        return rounded(track.values[step]);
      case "marks":
        return track.at[step] ? 1 : 0;
      default:
        return track satisfies never;
    }
  });
