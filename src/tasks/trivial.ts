import { formatNumber } from "../lib/format.ts";
import { inEnglish, type Phrase, phrase, phraseOf } from "../lib/phrase.ts";
import type { TrivialAnswer } from "./task.ts";

interface Details {
  /** The loss as a formula ("ln 4"), between the name and the number. */
  readonly formula?: string;
  /** Where it holds ("if in the window"), or over what it is taken. */
  readonly condition?: Phrase;
}

/** A line of the loss chart whose words end with its number: "training mean: 0.8431", "chance, ln 4 = 1.386". */
export function trivialAnswer(
  id: string,
  name: Phrase,
  loss: number,
  { formula, condition }: Details = {},
): TrivialAnswer {
  const number = formatNumber(loss, 4);
  const said = phraseOf(name);
  const value = formula === undefined ? number : `${formula} = ${number}`;
  if (condition === undefined)
    return {
      ...{ id, name, loss, value },
      label: formula === undefined ? phrase`${said}: ${value}` : phrase`${said}, ${value}`,
    };
  return {
    ...{ id, name, loss },
    value: phrase`${phraseOf(condition)}, ${value}`,
    label: phrase`${said}, ${phraseOf(condition)}: ${value}`,
  };
}

/** The same answer where a loss is a sum: as many times as large as steps count. */
export function summedAnswer({ id, name, value, loss }: TrivialAnswer, counted: number): TrivialAnswer {
  const number = formatNumber(loss * counted, 4);
  return {
    ...{ id, name, loss: loss * counted },
    value: phrase`${value}, summed, ${number}`,
    label: phrase`${phraseOf(name)}, ${value}, summed: ${number}`,
  };
}

/**
 * The answer that a snapshot or a kept run names: by its id, or as those of earlier versions by its English label.
 */
export const answerNamed = <A extends Pick<TrivialAnswer, "id" | "label">>(
  answers: readonly A[],
  written: string | null,
): A | undefined => answers.find(({ id, label }) => id === written || inEnglish(label) === written);
