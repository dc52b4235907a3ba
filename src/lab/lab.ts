/**
 * A success-rate lab: one experiment from many seeds, and over the values of one or two settings. It says how often a model learns
 * something, where a single run says that it once did.
 */
import { fieldAt, showValue, withValue } from "../experiment/describe.ts";
import { type ExperimentSpec, modelNames } from "../experiment/spec.ts";
import { type Field, type FieldValue, parseField, printField } from "../lib/fields.ts";
import { phrase } from "../lib/phrase.ts";
import { quote } from "../lib/quote.ts";
import { Refused } from "../lib/said.ts";

/** A setting and the values that it takes, in order. `path` as in links; "models.*.units" is of every model. */
export interface LabAxis {
  readonly path: string;
  readonly values: readonly FieldValue[];
}

export interface Lab {
  /** Every model of it is trained alone; its own seed, changes and typed weights count for nothing. */
  readonly base: ExperimentSpec;
  readonly axes: readonly LabAxis[];
  readonly seeds: readonly number[];
}

/** One run: one model from one seed. */
export interface Job {
  /** Its place in `jobsOf`, and so in the results. */
  readonly index: number;
  readonly seed: number;
  /** Its place in the base's race. */
  readonly model: number;
  /** The place of its value on each axis. */
  readonly at: readonly number[];
  /** An experiment of its own, which opens in the page as any other. */
  readonly spec: ExperimentSpec;
}

export const maxAxes = 2;
export const maxRuns = 2000;
/** Of an axis. */
export const maxValues = 24;

const isSeed = (seed: number): boolean => Number.isInteger(seed) && seed >= 0 && seed <= 2_147_483_647;

/** The path in an experiment that has one model alone. */
const alone = (path: string): string => path.replace(/^models\.\*\./, "models.0.");

/** One model of the base as a race of one, with the settings of every run of a lab. */
function baseOf({ base }: Lab, model: number): ExperimentSpec {
  const own = base.models[model];
  if (!own) throw new RangeError(`the lab has no model ${model}`);
  return {
    ...base,
    models: [own],
    // Typed weights are of places in the race, and would begin every seed alike.
    training: { ...base.training, speed: "max", engine: "wasm", typed: "" },
    changes: [],
  };
}

/** The setting of an axis, as the first model has it. */
export const axisField = (lab: Lab, { path }: LabAxis): Field | undefined =>
  fieldAt(baseOf(lab, 0), alone(path));

/** "40 steps": a value of an axis as its control shows it. @param isShort without its unit, which stands beside */
export function axisValueText(lab: Lab, axis: LabAxis, value: FieldValue, isShort = false): string {
  const field = axisField(lab, axis);
  if (!field) return String(value);
  return showValue(isShort && "unit" in field ? { ...field, unit: "" } : field, value);
}

const ofOneModel = (path: string) =>
  new Refused(
    phrase`${quote(path)} is of one model; a lab varies a setting of all, such as “models.*.units”.`,
  );

/** A lab has the seeds itself, and the others move no number of a run, or say what its numbers are. */
export const cannotVary = (path: string): boolean =>
  /^training\.(seed|engine|speed|updates|typed)$|^view\./.test(path);

/** Why a lab cannot be run, as a sentence; it throws that. */
export function checkLab(lab: Lab): void {
  const { base, axes, seeds } = lab;
  if (base.training.updates === 0)
    throw new Refused(phrase`A lab needs runs that end: set “Updates” to a number, such as 600.`);
  if (seeds.length === 0) throw new Refused(phrase`A lab needs at least one seed.`);
  const bad = seeds.find((seed) => !isSeed(seed));
  if (bad !== undefined)
    throw new Refused(
      phrase`${quote(String(bad))} is no seed: seeds are whole numbers from 0 to 2,147,483,647.`,
    );
  if (new Set(seeds).size < seeds.length)
    throw new Refused(phrase`Every seed counts once: one of them is there twice.`);
  if (axes.length > maxAxes)
    throw new Refused(phrase`A lab varies at most ${maxAxes} settings, not ${axes.length}.`);
  for (const { path, values } of axes) {
    if (cannotVary(path)) throw new Refused(phrase`${quote(path)} is no setting that a lab can vary.`);
    if (/^models\.\d/.test(path)) throw ofOneModel(path);
    if (values.length === 0) throw new Refused(phrase`${quote(path)} has no value to try.`);
    if (values.length > maxValues)
      throw new Refused(
        phrase`${quote(path)} has ${values.length} values; a lab tries at most ${maxValues}.`,
      );
    base.models.forEach((_, m) => {
      for (const value of values) withValue(baseOf(lab, m), alone(path), value);
    });
  }
  if (new Set(axes.map(({ path }) => path)).size < axes.length)
    throw new Refused(phrase`The two settings of a lab have to differ.`);
  const runs = countOf(lab);
  if (runs > maxRuns)
    throw new Refused(
      phrase`These are ${runs} runs; a lab has at most ${maxRuns}. Try fewer seeds or values.`,
    );
}

const countOf = ({ base, axes, seeds }: Lab): number =>
  axes.reduce((runs, { values }) => runs * values.length, base.models.length * seeds.length);

/** Every way to choose one place on each axis, the last axis fastest. */
const placesOn = (axes: readonly LabAxis[]): readonly (readonly number[])[] =>
  axes.reduce<readonly (readonly number[])[]>(
    (all, { values }) => all.flatMap((at) => values.map((_, k) => [...at, k])),
    [[]],
  );

/**
 * All runs of a lab, seed by seed, so that every cell has its first run early.
 * @throws Refused where a value does not suit the experiment.
 */
export function jobsOf(lab: Lab): readonly Job[] {
  const places = placesOn(lab.axes);
  const jobs: Job[] = [];
  for (const seed of lab.seeds)
    for (const at of places)
      lab.base.models.forEach((_, model) => {
        const varied = lab.axes.reduce(
          (spec, { path, values }, a) => withValue(spec, alone(path), values[at[a] as number] as FieldValue),
          baseOf(lab, model),
        );
        jobs.push({ index: jobs.length, seed, model, at, spec: withValue(varied, "training.seed", seed) });
      });
  return jobs;
}

export const labModels = ({ base }: Lab): readonly string[] => modelNames(base.models);

/** "1-10", "3", "1-3,7": runs of seeds that follow each other are written as one. */
export function writeSeeds(seeds: readonly number[]): string {
  const groups: [number, number][] = [];
  for (const seed of seeds) {
    const last = groups.at(-1);
    if (last && seed === last[1] + 1) last[1] = seed;
    else groups.push([seed, seed]);
  }
  return groups.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(",");
}

/** @throws Refused */
export function readSeeds(text: string): readonly number[] {
  return text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "")
    .flatMap((part) => {
      const [, first, last = first] = /^(\d{1,10})(?:\s*[-–]\s*(\d{1,10}))?$/.exec(part) ?? [];
      if (first === undefined)
        throw new Refused(phrase`${quote(part)} is no seed. Seeds are written as “7”, “1-10” or “1-3, 7”.`);
      const [from, to] = [Number(first), Number(last)];
      if (to < from) throw new Refused(phrase`${quote(part)} runs backwards.`);
      if (to - from >= maxRuns)
        throw new Refused(phrase`${quote(part)} are too many seeds: a lab has at most ${maxRuns} runs.`);
      return Array.from({ length: to - from + 1 }, (_, k) => from + k);
    });
}

/** @throws Refused with the value that the setting does not take. */
export function readAxis(base: ExperimentSpec, path: string, text: string): LabAxis {
  if (/^models\.\d/.test(path)) throw ofOneModel(path);
  const lab: Lab = { base, axes: [], seeds: [1] };
  const field = base.models.length > 0 ? axisField(lab, { path, values: [] }) : undefined;
  if (!field) throw new Refused(phrase`${quote(path)} is no setting of this experiment.`);
  const values = text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "")
    .map((part) => {
      const read = parseField(field, part);
      if (!read.ok) throw new Refused(phrase`${read.error}.`);
      return read.value;
    });
  return { path, values: [...new Set(values)] };
}

export const writeValues = (base: ExperimentSpec, { path, values }: LabAxis): string => {
  const field = axisField({ base, axes: [], seeds: [1] }, { path, values });
  return values.map((value) => (field ? printField(field, value) : String(value))).join(",");
};

/** A lab beside its experiment, as the address holds it: "seeds=1-10;task.length=10,20". */
export const writeLab = ({ base, axes, seeds }: Lab): string =>
  [`seeds=${writeSeeds(seeds)}`, ...axes.map((axis) => `${axis.path}=${writeValues(base, axis)}`)].join(";");

/** @throws Refused with what is wrong, for people. */
export function readLab(base: ExperimentSpec, text: string): Lab {
  if (text.length > 2000)
    throw new Refused(phrase`The lab in this link is ${text.length} characters long; 2000 are the limit.`);
  let seeds: readonly number[] = [];
  const axes: LabAxis[] = [];
  for (const part of text.split(";")) {
    const at = part.indexOf("=");
    if (at < 0)
      throw new Refused(
        phrase`${quote(part)} is no part of a lab; parts are written as “task.length=10,20”.`,
      );
    const [name, value] = [part.slice(0, at), part.slice(at + 1)];
    if (name === "seeds") seeds = readSeeds(value);
    else axes.push(readAxis(base, name, value));
  }
  const lab = { base, axes, seeds };
  checkLab(lab);
  return lab;
}
