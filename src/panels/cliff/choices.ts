import { choice } from "../choice.ts";
import { defaultRate, defaultStart, type Weights } from "./toy.ts";

export const chosenStart = choice<Weights>(defaultStart);
export const chosenRate = choice<number>(defaultRate);
