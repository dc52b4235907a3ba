/**
 * The check of a link: `#1/~k3Fq&models=lstm,…`. It stands in front, so that a link that lost its end still has it, and
 * is a sum over everything behind it with percent-encoding undone, so that a program that encodes more than the page
 * does changes nothing. A link without one is read as it stands: those written before, and those written by hand.
 */
import { fingerprint } from "../lib/fingerprint.ts";

const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/** 62⁴: one damaged link in fourteen million keeps its check. */
const length = 4;
/** Characters that the check adds to a link. */
export const checkLength = length + 2;

const decoded = (part: string): string => {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
};

function sumOf(parts: readonly string[]): string {
  let rest = Number.parseInt(fingerprint(parts.map(decoded).join("\n")).slice(0, 12), 16);
  let sum = "";
  for (let k = 0; k < length; k++) {
    sum += digits[rest % digits.length];
    rest = Math.floor(rest / digits.length);
  }
  return sum;
}

const partsOf = (body: string): readonly string[] => body.split("&").filter((part) => part !== "");

/** The hash with its check; one that says nothing beyond its version needs none. */
export function withCheck(hash: string): string {
  const start = hash.indexOf("/") + 1;
  const parts = partsOf(hash.slice(start));
  if (parts.length === 0) return hash;
  return `${hash.slice(0, start)}~${sumOf(parts)}&${hash.slice(start)}`;
}

export interface Checked {
  /** What the link says, its check aside. */
  readonly parts: readonly string[];
  readonly check: "none" | "fits" | "differs";
}

/** @param body of a link, what follows "1/". */
export function checkBody(body: string): Checked {
  const [first, ...rest] = partsOf(body);
  const [, sum] = /^(?:~|%7e)(.*)$/is.exec(first ?? "") ?? [];
  if (sum === undefined) return { parts: partsOf(body), check: "none" };
  return { parts: rest, check: rest.length > 0 && sumOf(rest) === sum ? "fits" : "differs" };
}
