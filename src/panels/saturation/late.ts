import { saturationOf } from "../../model/saturation.ts";
import { saturation as english } from "../../text/en/saturation.ts";
import { saturationTable } from "../gate-shares.ts";
import type { NumbersOf } from "../table.ts";
import { toldMemory } from "../told-memory.ts";

export { Saturation as Component } from "./saturation.tsx";

export const numbers: NumbersOf = ({ app, words, say }) => {
  const own = words(english);
  const told = toldMemory(app, own);
  if (typeof told === "string") return { sentence: told, table: null };
  const { name, memory } = told;
  const gates = memory.signals.filter(({ kind }) => kind === "gate");
  if (gates.length === 0) return { sentence: own.none(name), table: null };
  const said = gates.map((gate) => {
    const { shut, open } = saturationOf(gate);
    const most = (shares: Float64Array) => String(Math.round(100 * Math.max(...shares)));
    return own.image(name, say(gate.word), most(shut), most(open));
  });
  return { sentence: said.join(" "), table: saturationTable(own.table, gates) };
};
