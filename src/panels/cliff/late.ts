import { cliff as english } from "../../text/en/cliff.ts";
import type { NumbersOf } from "../table.ts";
import { chosenRate, chosenStart } from "./choices.ts";
import { cliffTable, toldClipped, toldFree } from "./told.ts";
import { clipNorm, descend, outcomeOf } from "./toy.ts";

export { Cliff as Component } from "./cliff.tsx";

export const numbers: NumbersOf = ({ words }) => {
  const own = words(english);
  const [start, rate] = [chosenStart.now(), chosenRate.now()];
  const free = descend(start, rate);
  const clipped = descend(start, rate, clipNorm);
  return {
    sentence: own.image(toldFree(own, outcomeOf(free)).words, toldClipped(own, outcomeOf(clipped)).words),
    table: cliffTable(own, free, clipped),
  };
};
