/** What the drawing shows of one network and one of its layers: numbers of the newest trace, found by step. */
import { factsOf } from "../../cells/facts.ts";
import { cells } from "../../cells/index.ts";
import { formatNumber } from "../../lib/format.ts";
import { planOf, type RaceModel } from "../../model/counted.ts";
import { letterOf, type NotationId, styleOf } from "../../model/notation.ts";
import type { Letter, Style } from "../../model/notation-types.ts";
import { isCut, type Plan, type ScanNode, scansOf, stepBefore } from "../../model/plan.ts";
import { networkTrace } from "../../trainer/protocol.ts";
import { networkAt, type Picture, type SignalPicture, softmaxRows } from "../time/picture.ts";
import { readoutReading } from "./matrix-list.ts";
import { type Wiring, wiringOf } from "./wiring.ts";

export interface CellView {
  readonly model: number;
  readonly name: string;
  readonly plan: Plan;
  readonly scan: ScanNode;
  readonly style: Style;
  readonly notation: NotationId;
  readonly wiring: Wiring;
  readonly picture: Picture;
  /** Steps of the sequence. */
  readonly steps: number;
  /** The layer below, or its two directions; empty where the input is read. */
  readonly below: readonly SignalPicture[];
  readonly isReadOut: boolean;
  /** Probabilities or values at every step, [T, V]; null before the first trace. */
  readonly outputs: Float32Array | null;
  /** Numbers at a step of `outputs`. */
  readonly width: number;
}

/** A scan's first state over time, in the order of its units. */
function stateOf(picture: Picture, model: number, { index, units, states }: ScanNode): SignalPicture | null {
  const name = states[0] ?? "h";
  const values = networkTrace(picture.trace?.models[model])?.trajectories[index]?.[name];
  const order = Int32Array.from({ length: units }, (_, k) => k);
  return values ? { ...{ model, name, word: "", isGate: false, units, values, order } } : null;
}

export function cellView(
  picture: Picture,
  model: number,
  plan: Plan,
  scan: ScanNode,
  notation: NotationId,
): CellView {
  const isReadOut = readoutReading(plan, scan) !== null;
  const trace = picture.trace?.models[model];
  const isClasses = picture.record.task.io.output.kind === "classes";
  const outputs = trace && isReadOut ? trace.outputs : null;
  return {
    ...{ model, name: picture.names[model] ?? "", plan, scan, notation, picture, isReadOut },
    style: styleOf(notation, scan),
    wiring: wiringOf(scan.cellEquations, scan.states),
    steps: picture.length,
    below: scansOf(plan)
      .filter(({ id }) => scan.from.some(({ of }) => of === id))
      .flatMap((other) => stateOf(picture, model, other) ?? []),
    outputs: outputs && isClasses ? softmaxRows(outputs, plan.outputs) : outputs,
    width: plan.outputs,
  };
}

/** A state or gate of the layer that is drawn. */
export function signalOf({ picture, model }: CellView, name: string): SignalPicture | undefined {
  const network = networkAt(picture, model);
  return network?.hidden.name === name
    ? network.hidden
    : network?.signals.find((signal) => signal.name === name);
}

export interface Openness {
  /** 0 to 1. */
  readonly value: number;
  readonly isHeld: boolean;
}

/** A gate's mean over all units at a step, or the value that it is held at; null before it is known. */
export function opennessOf(view: CellView, gate: string, step: number): Openness | null {
  const held = view.scan.held.find((one) => one.gate === gate);
  if (held) return { value: held.value, isHeld: true };
  const signal = signalOf(view, gate);
  if (!signal) return null;
  const { units, values } = signal;
  let sum = 0;
  for (let k = 0; k < units; k++) sum += values[step * units + k] ?? Number.NaN;
  return Number.isNaN(sum) ? null : { value: sum / units, isHeld: false };
}

/** The step that a step's state comes from; null of the first one that the scan comes to. */
export function comesFrom({ scan, steps }: CellView, step: number): number | null {
  const before = stepBefore(step, 1, scan.direction);
  return before < 0 || before >= steps ? null : before;
}

/** ‖∂L/∂s‖ at the step before, divided by that at the step; null where nothing reaches the step. */
export function backFactor(norms: ArrayLike<number> | undefined, from: number, to: number): number | null {
  const [here, there] = [norms?.[from] ?? 0, norms?.[to] ?? Number.NaN];
  return here > 0 && Number.isFinite(there / here) ? there / here : null;
}

export type Back = { readonly factor: number } | "cut" | null;

/** What one step back does to the gradient of a state. */
export function backOf(view: CellView, state: string, step: number): Back {
  const before = comesFrom(view, step);
  if (before === null || view.wiring.lags.length === 0) return null;
  if (isCut(view.plan, step, before)) return "cut";
  const norms = networkAt(view.picture, view.model)?.norms[state];
  const factor = backFactor(norms, step, before);
  return factor === null ? null : { factor };
}

/**
 * A letter with the number of its step, where the source writes the time.
 * @param layer of a state, which is written where the model has several.
 */
export function letterAt(
  { style, notation, plan }: Pick<CellView, "style" | "notation" | "plan">,
  name: string,
  step: number,
  layer: number | null = null,
): Letter {
  const letter = name === "x" ? { base: "x" } : letterOf(notation, name, style);
  const isDeep = layer !== null && scansOf(plan).some((scan) => scan.layer > 0);
  const above = `${letter.sup ?? ""}${isDeep ? `(${layer + 1})` : ""}`;
  const time = String(step + 1);
  if (style.time.startsWith("⟨t⟩")) return { ...letter, sup: `${above}⟨${time}⟩` };
  return { ...letter, ...(above && { sup: above }), sub: letter.sub ? `${letter.sub},${time}` : time };
}

/** Steps at which an answer is asked for. */
export const answersOf = ({ sample, length }: Pick<Picture, "sample" | "length">): readonly number[] =>
  [...sample.weight.keys()].filter((t) => t < length && (sample.weight[t] as number) > 0);

/** Gates that have values between 0 and 1, in the order of the equations. */
export const gatesOf = ({ scan }: Pick<CellView, "scan">): readonly string[] =>
  factsOf(scan.cellEquations).shares;

export const wordOf = ({ scan }: Pick<CellView, "scan">, name: string): string =>
  cells[scan.cell].words[name] ?? name;

/** The least factor and the largest, as words; null where none is known. */
export function factorsOf(
  view: CellView,
  state: string,
  words: (low: string, high: string) => string,
): string | null {
  const known = Array.from({ length: view.steps }, (_, step) => backOf(view, state, step)).flatMap((back) =>
    back === null || back === "cut" ? [] : [back.factor],
  );
  if (known.length === 0) return null;
  return words(formatNumber(Math.min(...known), 2), formatNumber(Math.max(...known), 2));
}

/** The place of the model that is drawn: the one that was picked, else the first network. */
export const drawnModel = (plans: readonly RaceModel[], chosen: number | null): number =>
  chosen !== null && chosen < plans.length
    ? chosen
    : Math.max(
        0,
        plans.findIndex((plan) => planOf(plan) !== null),
      );
