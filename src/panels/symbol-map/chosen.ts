import { choice } from "../choice.ts";

/** Code of the symbol of which the nearest ones are shown; null before one is chosen. */
export const chosenSymbol = choice<number | null>(null);

/** The chosen one where the alphabet has it, else “e”, else the first. */
export function shownSymbolIn(chosen: number | null, alphabet: readonly string[]): number {
  if (chosen !== null && chosen < alphabet.length) return chosen;
  return Math.max(0, alphabet.indexOf("e"));
}
