/** What the chains show of a gradient on its way back: pure, so that it can be tested without a page. */
import { logPosition } from "../../lib/colour-maps.ts";
import type { Direction } from "../../model/plan.ts";

/** The ribbon has no width at 10 to this power of the whole. */
export const lowest = -12;

/**
 * A step's norm as a share of that where the gradient comes in: of the last step that anything reaches, or of the first one in a scan that
 * reads backward. NaN where nothing reaches any.
 */
export function shareAlong(norms: ArrayLike<number>, step: number, direction: Direction): number {
  const isForward = direction === "forward";
  let whole = isForward ? norms.length - 1 : 0;
  while (norms[whole] === 0) whole += isForward ? -1 : 1;
  const all = norms[whole] ?? Number.NaN;
  return all > 0 ? (norms[step] ?? Number.NaN) / all : Number.NaN;
}

/** Width of the ribbon as a share of the full one, on a log scale; what grew is as wide as all of it. */
export const widthOf = (share: number): number => logPosition(share, lowest, 0);

/** The step that the gradient reaches last, 0-based. */
export const endOfWay = (steps: number, direction: Direction): number =>
  direction === "forward" ? 0 : steps - 1;
