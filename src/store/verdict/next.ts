import { showValue, valueAt, withValue } from "../../experiment/describe.ts";
import { fieldAt, layerAt, locate, modelPath } from "../../experiment/paths.ts";
import { isOfUse } from "../../experiment/shown-fields.ts";
import { type ExperimentSpec, layersOf } from "../../experiment/spec.ts";
import { type AnyValues, checkField, type FieldValue, fieldIn } from "../../lib/fields.ts";
import type { Phrase } from "../../lib/phrase.ts";
import { tasks } from "../../tasks/index.ts";
import type { verdict as english } from "../../text/en/verdict.ts";
import type { Words } from "../../text/language.ts";
import type { Facts, ModelFacts } from "./facts.ts";
import { isOpen, isOverfit, isSpiking, isVanishing } from "./sentences.ts";

/** One setting to change, and why. */
export interface Edit {
  /** As in links. */
  readonly path: string;
  readonly value: FieldValue;
  readonly label: string;
  readonly why: string;
  /** The present run goes on with it; else it is a new run. */
  readonly goesOn: boolean;
}

/** How many are offered. */
export const editsShown = 3;

type Reason = keyof typeof english.why;
interface Idea {
  readonly path: string;
  readonly value: FieldValue;
  readonly why: Reason;
}

const ladder = [1, 3, 10];
/** The next of 1, 3, 10, 30 … above a value, or below it. */
export function nextRate(rate: number, up: boolean): number {
  const power = 10 ** Math.floor(Math.log10(rate) + 1e-9);
  const steps = [power / 10, (3 * power) / 10, ...ladder.map((step) => step * power)];
  const next = up ? steps.find((step) => step > rate * 1.05) : steps.findLast((step) => step < rate * 0.95);
  return Number((next ?? rate).toPrecision(1));
}

/** A norm to clip at: 1, and where that is in force a tenth. @param clipNorm 0 is off */
export const clipToTry = (clipNorm: number): number => (clipNorm > 1 || clipNorm === 0 ? 1 : clipNorm / 10);

const half = (value: number): number => Math.max(1, Math.round(value / 2));

/** What carries the distance that a task asks to bridge: the delay of copy memory, else the length. */
const lengthPath = (spec: ExperimentSpec): string =>
  fieldAt(spec, "task.delay") ? "task.delay" : "task.length";

/** A task whose data are made from random numbers, so that any length has samples. */
const isSynthetic = ({ kind }: ExperimentSpec["task"]): boolean =>
  tasks[kind].data === undefined && tasks[kind].example === undefined;

/** Whether the idea leaves an experiment whose settings go together. */
function isPossible(spec: ExperimentSpec, { path, value }: Idea): boolean {
  const field = fieldAt(spec, path);
  if (!field || !checkField(field, value).ok || valueAt(spec, path) === value) return false;
  const at = locate(path);
  if (at?.group === "models") {
    const layer = layerAt(spec, at);
    return layer !== undefined && isOfUse(layer.cell, at.name);
  }
  const next = withValue(spec, path, value).task.values as AnyValues;
  // No sequence is shorter than the shortest one.
  return !(path === "task.length" && Number(next.shortest ?? 0) > Number(value));
}

function ideas(facts: Facts, spec: ExperimentSpec): Idea[] {
  const { training, optimizer } = spec;
  const rate = Number(optimizer.values.learningRate);
  const length = Number(valueAt(spec, lengthPath(spec)) ?? 0);
  const models = facts.models.map((model, index) => ({ ...model, index }));
  const open = models.filter(isOpen);
  const layersAt = (index: number) => {
    const model = spec.models[index];
    return model ? layersOf(model) : [];
  };
  const unitsOf = (model: number) => Number(layersAt(model)[0]?.values.units ?? 1);

  const lower: Idea = { path: "optimizer.learningRate", value: nextRate(rate, false), why: "lowerRate" };
  const higher: Idea = { path: "optimizer.learningRate", value: nextRate(rate, true), why: "higherRate" };
  const clip: Idea = {
    path: "training.clipNorm",
    value: clipToTry(training.clipNorm),
    why: "clip",
  };
  const shorter: Idea = { path: lengthPath(spec), value: half(length), why: "shorter" };
  const longer: Idea[] = isSynthetic(spec.task)
    ? [{ path: lengthPath(spec), value: 2 * length, why: "longer" }]
    : [];
  const updates: Idea[] =
    facts.ending === "finished" && training.updates > 0 && facts.update >= training.updates
      ? [{ path: "training.updates", value: 2 * training.updates, why: "updates" }]
      : [];
  const seed: Idea = { path: "training.seed", value: training.seed + 1, why: "seed" };
  const batch: Idea = { path: "training.batchSize", value: 2 * training.batchSize, why: "batch" };
  const moreUnits = ({ index }: { readonly index: number }): Idea => ({
    path: modelPath(index, "units"),
    value: 2 * unitsOf(index),
    why: "moreUnits",
  });
  const fewerUnits = ({ index }: { readonly index: number }): Idea => ({
    path: modelPath(index, "units"),
    value: half(unitsOf(index)),
    why: "fewerUnits",
  });
  const orthogonal = (model: ModelFacts & { readonly index: number }): Idea[] => {
    return layersAt(model.index).length === 1
      ? [{ path: modelPath(model.index, "recurrentInitializer"), value: "orthogonal", why: "orthogonal" }]
      : [];
  };
  const last: Idea[] = [seed, batch, lower, higher, shorter];

  if (facts.diverged) return [lower, clip, shorter, ...last];
  const spiking = open.some(isSpiking) ? [clip] : [];
  const starved = open.filter(isVanishing);
  const falling = open.some(({ fall }) => (fall?.share ?? 0) > 0.02);
  if (facts.evaluatedAt === 0) return [seed, higher, shorter, ...last];
  const [fastest] = [...models].sort((a, b) => (a.solvedAt ?? 0) - (b.solvedAt ?? 0));
  if (facts.solvable && open.length === 0)
    return [...longer, ...(fastest ? [fewerUnits(fastest)] : []), seed, lower, ...last];
  if (facts.solvable) {
    const effort = falling ? [...updates, higher] : [higher, ...updates];
    return [...spiking, ...starved.flatMap(orthogonal).slice(0, 1), shorter, ...effort, ...last];
  }
  const overfit = models.find(isOverfit);
  const [best] = [...models].sort((a, b) => (a.heldOut ?? 0) - (b.heldOut ?? 0));
  if (overfit?.best) {
    const { index, best: lowest } = overfit;
    return [
      { path: modelPath(index, "dropout"), value: 20, why: "dropout" },
      { path: "training.updates", value: lowest.update, why: "stopEarly" },
      fewerUnits(overfit),
      ...last,
    ];
  }
  const grow = best ? [moreUnits(best)] : [];
  const effort = falling ? [...updates, ...grow, higher] : [higher, ...grow, ...updates];
  return [...spiking, ...effort, ...longer, ...last];
}

function labelOf(
  words: Words<typeof english>,
  say: (said: Phrase) => string,
  facts: Facts,
  spec: ExperimentSpec,
  { path, value, why }: Idea,
): string {
  const described = fieldAt(spec, path);
  const at = locate(path);
  if (!described) return path;
  const field = fieldIn(say, described);
  if (at?.group !== "models") return words.edit(field.label, showValue({ ...field, unit: undefined }, value));
  const name = facts.models[at.model]?.name ?? "";
  return why === "orthogonal"
    ? words.orthogonal(name)
    : words.editOf(name, field.label, showValue(field, value));
}

/** Three changes of one setting each that the facts speak for, the most telling one first. */
export function nextEdits(
  words: Words<typeof english>,
  say: (said: Phrase) => string,
  facts: Facts,
  spec: ExperimentSpec,
): readonly Edit[] {
  const seen = new Set<string>();
  return ideas(facts, spec)
    .filter((idea) => {
      if (seen.has(idea.path) || !isPossible(spec, idea)) return false;
      seen.add(idea.path);
      return true;
    })
    .slice(0, editsShown)
    .map((idea) => ({
      path: idea.path,
      value: idea.value,
      label: labelOf(words, say, facts, spec, idea),
      why: words.why[idea.why],
      goesOn: idea.why === "updates",
    }));
}
