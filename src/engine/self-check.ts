/**
 * An engine proves itself on the device it runs on: a small network of a cell is traced and trained for one update, and
 * every number is compared with those of something trusted. Drivers have faults that no test of ours can foresee.
 */
import type { CellKind } from "../cells/index.ts";
import type { AnyValues } from "../lib/fields.ts";
import type { Formed } from "../lib/phrase.ts";
import { rngFrom } from "../lib/rng.ts";
import { saidBy } from "../lib/said.ts";
import { lower } from "../model/lower.ts";
import { everyCell, randomBatch, randomWeights, stackOf } from "../model/networks.ts";
import { type Plan, scansOf } from "../model/plan.ts";
import type { Engine } from "./engine.ts";
import {
  answersOfEngine,
  answersOfOracle,
  compareAnswers,
  type Problem,
  settingsOf,
} from "./self-check-answers.ts";

/**
 * Most that an array may be off, relative to its largest entry. Float32 rounds at 6e-8, and a problem is some hundred
 * operations deep; a GPU's own tanh and exp are good to about 1e-6. Right engines stay below 1e-5, as in our tests; a driver
 * that computes in half precision is off by 1e-3, and a wrong term by more. Also in docs/numerics.md.
 */
export const selfCheckBound = 1e-4;

export interface SelfCheckCase {
  readonly cell: CellKind;
  readonly options: AnyValues;
  /** Tokens are learnt by cross-entropy, floats by mean squared error. */
  readonly inputs: readonly ("tokens" | "floats")[];
}

export interface SelfCheckResult {
  readonly cell: CellKind;
  readonly options: AnyValues;
  /** "unsupported": the engine refuses the network, which is no fault. "threw": it broke on the way. */
  readonly outcome: "agrees" | "differs" | "unsupported" | "threw";
  /** Of the worst array, relative to its largest entry; NaN or ∞ where the array has a NaN or is missing. */
  readonly worstError: number;
  /** Which array that is. */
  readonly worstOf: string;
  /** Why it is unsupported, or what was thrown. */
  readonly reason: Formed | null;
  readonly seconds: number;
}

/** No size is a multiple of four, so that padded lanes, units and classes are proven too. */
const sizes = { steps: 3, batch: 7, units: 21, floats: 5, classes: 13 } as const;

const planOf = (cell: CellKind, options: AnyValues, input: "tokens" | "floats"): Plan =>
  stackOf(
    [{ cell, options }],
    {
      steps: sizes.steps,
      batch: sizes.batch,
      input: { kind: input, size: input === "tokens" ? sizes.classes : sizes.floats },
      outputs: sizes.classes,
      loss: input === "tokens" ? "crossEntropy" : "mse",
    },
    sizes.units,
  );

/** Those whose key, told as JSON, no other one before them has. */
function firstOfEach<T>(all: readonly T[], keyOf: (one: T) => unknown): readonly T[] {
  const seen = new Set<string>();
  return all.filter((one) => {
    const key = JSON.stringify(keyOf(one));
    return !seen.has(key) && seen.add(key);
  });
}

function equationsOf(cell: CellKind, options: AnyValues): Parameters<typeof lower> {
  const [scan] = scansOf(planOf(cell, options, "tokens"));
  if (!scan) throw new Error("a stack of one layer has one scan");
  return [scan.equations, scan.states];
}

/** Every cell of the registry, with every option that changes its equations. */
export const everyCase: readonly SelfCheckCase[] = firstOfEach(
  everyCell.map(({ cell, options }) => ({ cell, options, inputs: ["tokens", "floats"] })),
  ({ cell, options }) => [cell, equationsOf(cell, options)[0]],
);

/** Of those, the first of each build: cells whose steps have other phases, sums, sources or planes from one another. */
export const everyBuild = (): readonly SelfCheckCase[] =>
  firstOfEach(everyCase, ({ cell, options }) => {
    const { phases, maxLag } = lower(...equationsOf(cell, options));
    const build = phases.map(({ accumulators, sources, saved, kept }) =>
      [accumulators, sources, saved, kept].map(({ length }) => length),
    );
    return [cell, maxLag, build];
  });

/**
 * What the page asks of an engine. Stock TensorFlow.js composes all variants of a cell from the same operations, and on a
 * graphics device compiles them for seconds a case: there one variant of each build is asked, and all of them on the CPU.
 */
export const casesFor = ({ kind, backend }: Pick<Engine, "kind" | "backend">): readonly SelfCheckCase[] =>
  kind === "reference" && backend === "webgl" ? everyBuild() : everyCase;

/** What is asked before an engine may train at all: a cell of each number of states, and both inputs. */
export const firstCases: readonly SelfCheckCase[] = [
  { cell: "lstm", options: {}, inputs: ["tokens"] },
  { cell: "gru", options: {}, inputs: ["floats"] },
];

function problemOf(plan: Plan): Problem {
  const rng = rngFrom(1);
  const [scan] = scansOf(plan);
  if (!scan) throw new Error("a stack of one layer has one scan");
  const problem = {
    plan,
    // Half of the tests' spread: gates bend and do not saturate.
    weights: new Map(
      [...randomWeights(plan, rng.fork("weights"))].map(([path, values]) => [
        path,
        Float32Array.from(values, (value) => value / 2),
      ]),
    ),
    batch: randomBatch(plan, rng.fork("batch")),
    initial: [
      Object.fromEntries(
        scan.states.map((state) => [
          state,
          Float32Array.from({ length: plan.batch * scan.units }, rng.fork(state).normal),
        ]),
      ),
    ],
  };
  return { ...problem, settings: settingsOf(problem) };
}

const now = () => performance.now() / 1000;

async function checkCase(
  candidate: Engine,
  trusted: Engine | "oracle",
  { cell, options, inputs }: SelfCheckCase,
): Promise<SelfCheckResult> {
  const began = now();
  let [worstError, worstOf] = [0, ""];
  const result = (outcome: SelfCheckResult["outcome"], reason: Formed | null): SelfCheckResult => ({
    cell,
    options,
    outcome,
    worstError,
    worstOf,
    reason,
    seconds: now() - began,
  });
  for (const input of inputs) {
    const problem = problemOf(planOf(cell, options, input));
    const support = candidate.supports(problem.plan);
    if (!support.ok) return result("unsupported", support.reason);
    try {
      const expected =
        trusted === "oracle" ? answersOfOracle(problem) : await answersOfEngine(trusted, problem);
      const deviations = compareAnswers(await answersOfEngine(candidate, problem), expected, problem);
      // NaN is worse than any number, and stays.
      for (const { what, relative } of deviations)
        if (!(relative <= worstError) && !Number.isNaN(worstError))
          [worstError, worstOf] = [relative, `${what} (${input})`];
    } catch (error) {
      return result("threw", saidBy(error));
    }
  }
  return result(worstError <= selfCheckBound ? "agrees" : "differs", null);
}

/**
 * Outputs, loss, gradients, trajectories, and the weights after one clipped Adam update, of the candidate against an engine that is
 * trusted or against the oracle, which needs no device at all. Each result is told as it comes.
 */
export async function selfCheck(
  candidate: Engine,
  trusted: Engine | "oracle",
  cases: readonly SelfCheckCase[] = everyCase,
  onResult?: (result: SelfCheckResult) => void,
): Promise<readonly SelfCheckResult[]> {
  const results: SelfCheckResult[] = [];
  for (const one of cases) {
    const result = await checkCase(candidate, trusted, one);
    results.push(result);
    onResult?.(result);
  }
  return results;
}
