import { formatNumber } from "../../lib/format.ts";
import { type AdjointLine, valueName } from "../../model/adjoints.ts";
import type { BackwardSteps } from "../../model/backward-steps.ts";
import { slopes } from "../../model/blocks.ts";
import { letterOf, letterText, type NotationId, styleOf } from "../../model/notation.ts";
import { isCut, type Plan, type ScanNode, stepBefore } from "../../model/plan.ts";
import type { walkBack } from "../../text/en/walk-back.ts";
import type { Words } from "../../text/language.ts";
import { partsAt } from "./back-numbers.ts";

type Says = Words<typeof walkBack>["say"];

export interface BackPlace {
  readonly plan: Plan;
  readonly scan: ScanNode;
  readonly way: BackwardSteps;
  /** 0-based. */
  readonly step: number;
  readonly unit: number;
  readonly notation: NotationId;
}

const percent = (share: number): string => `${formatNumber(100 * share, 2)} %`;

/** Where a state's ∂L comes from, and how much of it. */
function ofState(
  say: Says,
  { plan, scan, way, step, unit }: BackPlace,
  state: string,
  total: number,
): string {
  const { above, later } = partsAt(scan, way, state, step, unit);
  const fromLater = [...later.values()].reduce((sum, part) => sum + part, 0);
  const top = Math.max(...plan.nodes.map((node) => (node.op === "scan" ? node.layer : 0)));
  // Rounding of what was added leaves no part of its own.
  const rest = total - above - fromLater;
  const within =
    Math.abs(rest) > 1e-12 * (Math.abs(total) + Math.abs(above) + Math.abs(fromLater)) ? rest : 0;
  const isReadOut = scan.layer === top;
  const parts = [
    { from: isReadOut ? say.readout : say.layer(scan.layer + 2), part: above },
    { from: say.within, part: within },
    { from: scan.direction === "forward" ? say.laterSteps : say.earlierSteps, part: fromLater },
  ].filter(({ part }) => part !== 0);
  const [first, second] = parts;
  if (!first) return say.nothing;
  if (!second) {
    const isLater = fromLater !== 0 && state === scan.states[0] && isReadOut;
    return isLater ? say.later(first.from) : say.above(first.from);
  }
  const magnitudes = parts.reduce((sum, { part }) => sum + Math.abs(part), 0);
  if (first.part * second.part < 0)
    return say.against(first.from, formatNumber(first.part), second.from, formatNumber(second.part));
  return say.both(
    percent(Math.abs(first.part) / magnitudes),
    first.from,
    percent(Math.abs(second.part) / magnitudes),
    second.from,
  );
}

/** The slope of an equation's activation, in the value that it has. */
function slopeAt(say: Says, { scan, way, step, unit }: BackPlace, name: string): string {
  const expr = scan.equations.find((one) => one.name === name)?.expr;
  if (expr?.op !== "act") return "";
  const value = way.trajectories[valueName(name)]?.[step * scan.units + unit] ?? Number.NaN;
  return say.delta[expr.fn](formatNumber(slopes[expr.fn](value)));
}

/** Where what a step sends to an earlier state arrives. */
function sentTo(say: Says, { plan, scan, way, step }: BackPlace, lag: number): string {
  const earlier = stepBefore(step, lag, scan.direction);
  if (isCut(plan, step, earlier)) return say.cut;
  if (earlier >= 0 && earlier < way.steps) return say.sent(String(earlier + 1));
  if (earlier !== (scan.direction === "forward" ? -1 : way.steps)) return say.nowhere;
  return scan.first.kind === "learned" ? say.learned : say.first;
}

/**
 * What one line of the walk back says at a step and unit, in a sentence.
 * @param word what the cell calls a gate or state
 */
export function backSentence(
  say: Says,
  place: BackPlace,
  line: AdjointLine,
  word: (name: string) => string,
): string {
  const { scan, way, step, unit, notation } = place;
  if (line.kind === "sent") return sentTo(say, place, line.lag);
  if (line.kind === "delta") return slopeAt(say, place, line.name);
  const name = valueName(line.name);
  if (scan.states.includes(name)) {
    const total = way.adjoints.get(line.node)?.[step * scan.units + unit] ?? Number.NaN;
    return ofState(say, place, name, total);
  }
  const letter = letterText(letterOf(notation, name, styleOf(notation, scan)));
  const isHeld = scan.held.some(({ gate }) => gate === name);
  return say[isHeld ? "held" : "value"](letter, word(name));
}
