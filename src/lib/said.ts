/** Errors that tell people what went wrong in the language of the page. */
import { messageOf } from "./error-message.ts";
import { asData, type Formed, inEnglish, type Phrase } from "./phrase.ts";

/** A setting, a link or data that is refused, with a sentence for people. Its `message` is the same in English. */
export class Refused extends RangeError {
  readonly said: Formed;
  constructor(said: Formed) {
    super(inEnglish(said));
    this.said = said;
  }
}

/** Something that could not be done, through no fault of a setting; likewise. */
export class Failed extends Error {
  readonly said: Formed;
  constructor(said: Formed) {
    super(inEnglish(said));
    this.said = said;
  }
}

export const isSaying = (error: unknown): error is Refused | Failed =>
  error instanceof Refused || error instanceof Failed;

/** What was thrown, as the page says it: a sentence of ours in its language, and whatever else in its own words. */
export const saidBy = (error: unknown): Formed => (isSaying(error) ? error.said : asData(messageOf(error)));

const withoutStop = (text: string): string => text.replace(/\.$/, "");

/** The same as a part of another sentence, without its full stop. */
export const partOf = (error: unknown): Phrase =>
  isSaying(error) ? { ...error.said, key: withoutStop(error.said.key) } : withoutStop(messageOf(error));
