/** Text by one model at moments of its run: by the stepper in float64, from weights alone. */
import type { ExperimentSpec } from "../experiment/spec.ts";
import { formatNumber } from "../lib/format.ts";
import { type Formed, phrase } from "../lib/phrase.ts";
import { type Rng, rngFrom } from "../lib/rng.ts";
import { isCounted, planOf } from "../model/counted.ts";
import { type NetworkInUse, networkAt } from "../model/in-use.ts";
import { type Plan, scansOf } from "../model/plan.ts";
import { nearestRows, principalAxes, principalAxesCost } from "../model/principal-axes.ts";
import { plansOf } from "../model/race-plans.ts";
import {
  correlateProbes,
  mostSymbols,
  mostTextWork,
  readingCost,
  readText,
  symbolsRead,
} from "../model/reading.ts";
import { createStepper, type HeldUnit } from "../model/stepper.ts";
import { initialWeights } from "../model/weights.ts";
import type { PreparedTask } from "../tasks/task.ts";
import { sampleSymbol } from "../trainer/sampler.ts";
import type { KernelMoment } from "./protocol.ts";
import type {
  Coded,
  Decoding,
  Reading,
  SymbolMap,
  TextAnswer,
  TextAsk,
  TextNeed,
  Writing,
} from "./text-protocol.ts";

/** Fewer symbols say nothing about a unit. */
const leastSymbols = 200;
/** Symbols of a text that is written. */
export const writtenLength = 240;
const neighbourCount = 8;

type TextTask = PreparedTask & { readonly generate: NonNullable<PreparedTask["generate"]> };
const isTextTask = (task: PreparedTask): task is TextTask => task.generate !== undefined;

const symbolsOf = ({ io }: PreparedTask): readonly string[] =>
  io.input.kind === "tokens" ? io.input.symbols : [];

/** A text in the task's alphabet, cut to a length. */
export function codeText(symbols: readonly string[], text: string, most: number): Coded {
  const codes = new Map(symbols.map((symbol, code) => [symbol, code]));
  const characters = [...text];
  const tokens = characters.flatMap((character) => codes.get(character) ?? []).slice(0, most);
  return {
    tokens: Int32Array.from(tokens),
    unknown: [...new Set(characters.filter((character) => !codes.has(character)))],
    leftOut: characters.length - tokens.length,
  };
}

/** The held-out text in parts of equal length, at least two: one is shown, and the next one is the other text. */
function partsOf(text: Int32Array, most: number) {
  const count = Math.max(2, Math.ceil(text.length / most));
  const size = Math.floor(text.length / count);
  return { count, at: (part: number) => text.slice((part % count) * size, ((part % count) + 1) * size) };
}

/** A comma, or where there is none the most frequent symbol of a text. */
function usualMarker(symbols: readonly string[], text: Int32Array): string {
  if (symbols.includes(",")) return ",";
  const counts = new Float64Array(symbols.length);
  for (const token of text) counts[token] = (counts[token] ?? 0) + 1;
  return symbols[counts.indexOf(Math.max(...counts))] ?? "";
}

function readingOf(
  task: TextTask,
  { plan, weights }: NetworkInUse,
  untrained: NetworkInUse["weights"],
  ask: TextAsk,
): Reading | Formed {
  const most = symbolsRead(plan);
  if (most < leastSymbols)
    return phrase`Reading ${leastSymbols} symbols takes ${formatNumber((3 * leastSymbols * readingCost(plan)) / 1e9, 2)} billion multiply-adds; up to ${mostTextWork / 1e9} billion are computed. Fewer units or layers need less.`;
  const symbols = symbolsOf(task);
  const parts = partsOf(task.generate.heldOut, most);
  const part = ask.part % parts.count;
  const shown =
    ask.own === null ? { tokens: parts.at(part), unknown: [], leftOut: 0 } : codeText(symbols, ask.own, most);
  const other = parts.at(ask.own === null ? part + 1 : 0);
  const named = (tokens: Int32Array) => Array.from(tokens, (token) => symbols[token] ?? "");
  const marker = ask.marker ?? usualMarker(symbols, task.generate.heldOut);
  const read = readText(plan, weights, shown.tokens);
  return {
    ...{ ...read, ...shown, parts: parts.count, part: ask.own === null ? part : null, marker },
    otherLength: other.length,
    correlations: correlateProbes(
      { states: read.states, symbols: named(shown.tokens) },
      readText(plan, untrained, shown.tokens).states,
      { states: readText(plan, weights, other).states, symbols: named(other) },
      marker,
    ),
  };
}

/** Index of the next symbol. @param logits [V] */
export function chooseSymbol(
  logits: ArrayLike<number>,
  { kind, temperature, k }: Decoding,
  rng: Rng,
): number {
  const places = Array.from({ length: logits.length }, (_, v) => v);
  const best = (count: number) =>
    places.sort((a, b) => (logits[b] as number) - (logits[a] as number) || a - b).slice(0, count);
  if (kind === "greedy") return best(1)[0] ?? 0;
  if (kind === "temperature") return sampleSymbol(logits, temperature, rng);
  const among = best(k).sort((a, b) => a - b);
  return (
    among[
      sampleSymbol(
        among.map((v) => logits[v] as number),
        temperature,
        rng,
      )
    ] ?? 0
  );
}

function write(
  task: TextTask,
  { plan, weights }: NetworkInUse,
  prompt: Int32Array,
  decoding: Decoding,
  rng: Rng,
  held: HeldUnit | null,
): string {
  const symbols = symbolsOf(task);
  const stepper = createStepper(plan, weights, held);
  let logits: ArrayLike<number> = [];
  for (const token of [...task.generate.start, ...prompt]) logits = stepper.step(token);
  let text = "";
  for (let n = 0; n < writtenLength; n++) {
    const token = chooseSymbol(logits, decoding, rng);
    text += symbols[token] ?? "";
    logits = stepper.step(token);
  }
  return text;
}

/** The first of some moments and the last ones, as many as there is time for. */
function inTime<M extends NetworkInUse>(moments: readonly M[]): readonly M[] {
  const [first] = moments;
  if (!first) return [];
  const most = Math.max(2, Math.floor(mostTextWork / (writtenLength * readingCost(first.plan))));
  return moments.length <= most ? moments : [first, ...moments.slice(1 - most)];
}

/** Whether a network has the unit: another one of another size can have been asked about before. */
const hasUnit = (plan: Plan, { scan, state, unit }: HeldUnit): boolean => {
  const found = scansOf(plan)[scan];
  return found?.states.includes(state) === true && unit < found.units;
};

function writingOf(
  task: TextTask,
  moments: readonly (NetworkInUse & { readonly update: number })[],
  seed: number,
  { prompt, decoding, held }: TextAsk,
): Writing {
  const { tokens, unknown } = codeText(symbolsOf(task), prompt, mostSymbols);
  // A generator of its own for each text: all of them use the same numbers.
  const written = (network: NetworkInUse, unit: HeldUnit | null) =>
    write(task, network, tokens, decoding, rngFrom(seed).fork("writing"), unit);
  const last = moments.at(-1);
  return {
    unknown,
    texts: inTime(moments).map((moment) => ({ update: moment.update, text: written(moment, null) })),
    held: held && last && hasUnit(last.plan, held) ? written(last, held) : null,
  };
}

/** The rows of the first layer's input kernel: what stands for a symbol where it comes in. An embedding's rows are its vectors. */
function symbolMapOf(task: PreparedTask, { plan, weights }: NetworkInUse): SymbolMap | Formed {
  const path = `${scansOf(plan)[0]?.path}.kernel`;
  const rows = weights.get(path);
  const n = symbolsOf(task).length;
  if (!rows) return phrase`All gates that read the input are held, and no symbol has a row of weights.`;
  const width = rows.length / n;
  const work = principalAxesCost(n, width);
  if (work > 4e9)
    return phrase`Principal axes of ${n} symbols take ${formatNumber(work / 1e9, 2)} billion multiply-adds. Use a text with fewer different characters.`;
  return { path, ...principalAxes(rows, n, width), neighbours: nearestRows(rows, n, width, neighbourCount) };
}

/** The weights that the run began with, of the network as it is now. */
function untrainedWeights(spec: ExperimentSpec, free: Plan, update: number, m: number) {
  const state = { updates: 0, weights: initialWeights(free, rngFrom(spec.training.seed)), slots: {} };
  return networkAt(spec, update, free, m, state)?.weights ?? state.weights;
}

/** @param moments in order of update; the last is the one shown, and writing is asked of all of them */
export function answerText(
  task: PreparedTask,
  moments: readonly KernelMoment[],
  need: TextNeed,
  ask: TextAsk,
): TextAnswer | null {
  const shown = moments.at(-1);
  if (!shown || !isTextTask(task)) return null;
  const { spec, update } = shown;
  const model = plansOf(spec, task)[ask.model];
  const free = planOf(model);
  const networks = moments.flatMap((moment) => {
    const network = networkAt(moment.spec, moment.update, model, ask.model, moment.models[ask.model]);
    return network ? [{ ...network, update: moment.update }] : [];
  });
  const network = networks.at(-1);
  if (!model || (!isCounted(model) && !network)) return null;
  if (!free || !network)
    return {
      need,
      update,
      ask,
      answer: phrase`This model learns by counting: it has no units and writes no text.`,
    };
  if (need === "reading") {
    const untrained = untrainedWeights(spec, free, update, ask.model);
    return { need, update, ask, answer: readingOf(task, network, untrained, ask) };
  }
  if (need === "writing")
    return { need, update, ask, answer: writingOf(task, networks, spec.training.seed, ask) };
  return { need, update, ask, answer: symbolMapOf(task, network) };
}
