import { activation as english } from "../../text/en/activation.ts";
import { flatShare } from "../pre-activation.ts";
import type { NumbersOf } from "../table.ts";
import { toldMemory } from "../told-memory.ts";
import { heldGates } from "../use-hold.ts";
import { activated, activationTable } from "./table.ts";

export { Activation as Component } from "./activation.tsx";

export const numbers: NumbersOf = ({ app, words, say }) => {
  const own = words(english);
  const told = toldMemory(app, own);
  if (typeof told === "string") return { sentence: told, table: null };
  const { name, memory } = told;
  const signals = activated(memory, heldGates(memory, app.spec.models[memory.network.lane]));
  if (signals.length === 0) return { sentence: own.none(name), table: null };
  const said = signals.map(({ word, act, values }) =>
    own.image(name, say(word), own.short[act], String(Math.round(100 * flatShare(values, act)))),
  );
  return { sentence: said.join(" "), table: activationTable(own.table, signals) };
};
