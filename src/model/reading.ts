/**
 * What the units of a network do while it reads a text, and what they track: the explorer of single units.
 *
 * Source: Karpathy, Johnson & Li 2015, "Visualizing and Understanding Recurrent Networks", arXiv:1506.02078.
 */
import { pearson } from "../lib/pearson.ts";
import { type Plan, scansOf } from "./plan.ts";
import { type ProbeKind, probes } from "./probes/index.ts";
import type { Floats } from "./results.ts";
import { createStepper } from "./stepper.ts";
import type { Weights } from "./weights.ts";

/** One state of one layer over a text. */
export interface ReadState {
  /** Index of the scan among the plan's. */
  readonly scan: number;
  readonly layer: number;
  readonly state: string;
  /** H */
  readonly units: number;
  /** After each symbol, [N, H]. */
  readonly values: Float64Array;
}

/** A network's way through a text. */
export interface TextStates {
  readonly states: readonly ReadState[];
  /** Of each symbol that can come next, after each symbol, [N, V]. */
  readonly probabilities: Float32Array;
}

/** How far the units of a network go along with a probe: Pearson's r by unit, all states one after the other; NaN where there is none. */
export interface ProbeCorrelations {
  readonly kind: ProbeKind;
  /** On the text that is shown. */
  readonly trained: Float64Array;
  /** The same units with the network's initial weights: what a unit tracks before it has learned anything. */
  readonly untrained: Float64Array;
  /** The same units on another text. */
  readonly other: Float64Array;
}

function softmaxInto(out: Float32Array, logits: Float64Array): void {
  const largest = logits.reduce((most, logit) => Math.max(most, logit), Number.NEGATIVE_INFINITY);
  let sum = 0;
  for (const logit of logits) sum += Math.exp(logit - largest);
  for (let v = 0; v < logits.length; v++) out[v] = Math.exp((logits[v] as number) - largest) / sum;
}

/** Reads a text [N] from the first states on, without a break. @throws RangeError as `createStepper` */
export function readText(plan: Plan, weights: Weights<Floats>, tokens: Int32Array): TextStates {
  const stepper = createStepper(plan, weights);
  const states = scansOf(plan).flatMap(({ index, layer, states: names, units }) =>
    names.map(
      (state): ReadState => ({
        ...{ scan: index, layer, state, units },
        values: new Float64Array(tokens.length * units),
      }),
    ),
  );
  const probabilities = new Float32Array(tokens.length * plan.outputs);
  tokens.forEach((token, t) => {
    const logits = stepper.step(token);
    softmaxInto(probabilities.subarray(t * plan.outputs, (t + 1) * plan.outputs), logits);
    for (const { scan, state, units, values } of states) values.set(stepper.stateOf(scan, state), t * units);
  });
  return { states, probabilities };
}

/** Multiply-adds of reading one symbol. An update counts forward, and backward twice. */
export const readingCost = ({ multiplyAdds, batch, steps }: Plan): number =>
  multiplyAdds / (3 * batch * steps);

/** The longest text that is read, in symbols. */
export const mostSymbols = 4000;
/** Multiply-adds of one answer about text: about three seconds on a laptop. Large networks read less of a text. */
export const mostTextWork = 8e8;

/** How much of a text is read: three times, since the untrained network reads it too, and the network another text. */
export const symbolsRead = (plan: Plan): number =>
  Math.min(mostSymbols, Math.floor(mostTextWork / (3 * readingCost(plan))));

/** Units of all states: the length of a list of correlations. */
export const unitsOf = (states: readonly ReadState[]): number =>
  states.reduce((sum, { units }) => sum + units, 0);

/** Pearson's r of a probe's values [N] with every unit of every state, in order. */
export function correlationsOf(states: readonly ReadState[], probe: Float64Array): Float64Array {
  const all = states.flatMap(({ units, values }) =>
    Array.from({ length: units }, (_, unit) => pearson(probe, (t) => values[t * units + unit] as number)),
  );
  return Float64Array.from(all);
}

export interface CorrelationInput {
  readonly states: readonly ReadState[];
  readonly symbols: readonly string[];
}

/** What all probes have in common with all units. The untrained network has read the text that is shown. */
export const correlateProbes = (
  shown: CorrelationInput,
  untrained: readonly ReadState[],
  other: CorrelationInput,
  marker: string,
): readonly ProbeCorrelations[] =>
  probes.map((probe) => {
    const values = probe.of(shown.symbols, marker);
    return {
      kind: probe.kind,
      trained: correlationsOf(shown.states, values),
      untrained: correlationsOf(untrained, values),
      other: correlationsOf(other.states, probe.of(other.symbols, marker)),
    };
  });

/** A unit of a state; `index` is its place in lists of correlations. */
export interface RankedUnit {
  /** Place of the state in `TextStates.states`. */
  readonly at: number;
  readonly unit: number;
  readonly index: number;
}

/** The state and unit that a place in a list of correlations is of. */
export function unitAt(states: readonly Pick<ReadState, "units">[], index: number): RankedUnit {
  let before = 0;
  for (const [at, { units }] of states.entries()) {
    if (index < before + units) return { at, unit: index - before, index };
    before += units;
  }
  throw new RangeError(`there are ${before} units, and none at ${index}`);
}

/** Units by |r|, the largest first; those without an r are left out. */
export const rankUnits = (
  states: readonly Pick<ReadState, "units">[],
  { trained }: Pick<ProbeCorrelations, "trained">,
  most: number,
): readonly RankedUnit[] =>
  [...trained.keys()]
    .filter((index) => Number.isFinite(trained[index]))
    .sort((a, b) => Math.abs(trained[b] as number) - Math.abs(trained[a] as number) || a - b)
    .slice(0, most)
    .map((index) => unitAt(states, index));

/** A stretch of a text, and the mean of a unit over it. */
export interface Passage {
  readonly from: number;
  readonly to: number;
  readonly mean: number;
}

/**
 * The stretches over which a unit is highest on average, or lowest; they do not overlap.
 * @param at the unit's value by place
 * @param length of a stretch, in symbols
 * @param sign 1: highest, −1: lowest
 */
export function passagesOf(
  symbols: number,
  at: (place: number) => number,
  { length, most, sign }: { readonly length: number; readonly most: number; readonly sign: 1 | -1 },
): readonly Passage[] {
  const size = Math.min(length, symbols);
  const until = new Float64Array(symbols + 1);
  for (let t = 0; t < symbols; t++) until[t + 1] = (until[t] as number) + at(t);
  const meanFrom = (from: number) => ((until[from + size] as number) - (until[from] as number)) / size;
  const starts = Array.from({ length: symbols - size + 1 }, (_, from) => from).sort(
    (a, b) => sign * (meanFrom(b) - meanFrom(a)) || a - b,
  );
  const chosen: Passage[] = [];
  for (const from of starts) {
    if (chosen.length === most) break;
    if (chosen.every((one) => from >= one.to || from + size <= one.from))
      chosen.push({ from, to: from + size, mean: meanFrom(from) });
  }
  return chosen;
}
