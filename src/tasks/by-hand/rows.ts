import { phrase } from "../../lib/phrase.ts";
import { quote } from "../../lib/quote.ts";
import { Refused } from "../../lib/said.ts";

/** A target that nobody asks for. */
export const unasked = "?";

/** Steps of a sequence; more are typed by nobody. */
export const mostSteps = 64;
/** Numbers of one step. */
export const mostWidth = 16;

/**
 * What was typed as steps, the same count of numbers in each; null where a target is not asked for.
 * @param what "inputs" or "targets"
 * @throws Refused where steps differ in their numbers, or a number is out of bounds.
 */
export function readRows(typed: string, what: "inputs" | "targets"): readonly (readonly (number | null)[])[] {
  const rows = typed.split("/").map((row) => row.split(","));
  const width = rows[0]?.length ?? 0;
  if (rows.length > mostSteps)
    throw new Refused(phrase`There are ${rows.length} steps of ${what}; at most ${mostSteps} fit.`);
  if (width > mostWidth) throw new Refused(phrase`A step has ${width} ${what}; at most ${mostWidth} fit.`);
  return rows.map((row, t) => {
    if (row.length !== width)
      throw new Refused(
        phrase`Step ${t + 1} of the ${what}, ${quote(row.join(","))}, has ${row.length} numbers, but step 1 has ${width}. Type as many in every step.`,
      );
    return row.map((one) => {
      if (one === unasked) return null;
      const value = Number(one);
      if (one === "" || !Number.isFinite(value) || Math.abs(value) >= 1e7)
        throw new Refused(
          phrase`${quote(one)} in step ${t + 1} of the ${what} is no number below ten million. Type another one.`,
        );
      return value + 0;
    });
  });
}
