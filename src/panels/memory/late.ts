import { formatFixed } from "../../lib/format.ts";
import { letterOf, letterText } from "../../model/notation.ts";
import { columns } from "../../text/en/columns.ts";
import { memory as english } from "../../text/en/memory.ts";
import type { NumbersOf } from "../table.ts";
import { toldMemory } from "../told-memory.ts";
import { memoryTable } from "./table.ts";

export { Memory as Component } from "./memory.tsx";

export const numbers: NumbersOf = ({ app, words, say }) => {
  const own = words(english);
  const told = toldMemory(app, { waiting: own.loading, counted: () => own.noStates });
  if (typeof told === "string") return { sentence: told, table: null };
  const { picture, memory } = told;
  const said = memory.signals.map(({ name, word, units, values }) => {
    const mean = values.reduce((sum, value) => sum + Math.abs(value), 0) / values.length;
    const letter = letterText(letterOf(app.notation, name));
    return own.image.signal(
      ...([memory.network.name, letter, say(word), units, picture.length, formatFixed(mean, 2)] as const),
    );
  });
  return {
    sentence: said.join(" "),
    table: memoryTable({ columns: words(columns), say }, picture, memory, app.notation),
  };
};
