/** What is said of a table that was read: sentences with their counts. */
import { type Formed, phrase } from "../lib/phrase.ts";

export const tooManyLines = (count: number, most: number): Formed =>
  phrase`It has ${count} lines; the limit is ${most}. Use a part of them, or every tenth.`;
export const tooManyRows = (count: number, most: number): Formed =>
  phrase`It has ${count} rows; the limit is ${most}. Use a part of them, or every tenth.`;
export const otherWidth = (count: number, width: number): Formed =>
  count === 1
    ? phrase`1 cell where the other rows have ${width}`
    : phrase`${count} cells where the other rows have ${width}`;

/**
 * @param which the lines, as a sentence begins with them
 * @param header line of the names of the columns; null where there is none
 */
export function skippedAbove(which: Formed, count: number, header: number | null): Formed {
  if (header === null)
    return count === 1
      ? phrase`${which} was skipped above the data.`
      : phrase`${which} were skipped above the data.`;
  return count === 1
    ? phrase`${which} was skipped above the data; line ${header} is the header row.`
    : phrase`${which} were skipped above the data; line ${header} is the header row.`;
}
