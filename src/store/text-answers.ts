import type { AnswerTo, TextAnswer, TextNeed } from "../examiner/protocol.ts";

/** What is known about text, by need: the newest answer to each. */
export type TextAnswers = { readonly [N in TextNeed]?: AnswerTo<N> };

export function recordText(record: { text: TextAnswers; version: number }, answer: TextAnswer): void {
  record.text = { ...record.text, [answer.need]: answer };
  record.version++;
}
