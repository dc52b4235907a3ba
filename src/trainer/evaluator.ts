import type { Evaluation } from "../engine/engine.ts";
import { isNetwork, type Racer } from "../engine/racers.ts";
import type { Batch } from "../lib/batch.ts";
import type { Rng } from "../lib/rng.ts";
import { traceOracle } from "../model/oracle/run.ts";
import type { Plan } from "../model/plan.ts";
import type { Weights } from "../model/weights.ts";
import type { PreparedTask } from "../tasks/task.ts";
import { heldOutBatch, probeBatch } from "./batches.ts";
import type { Breathe } from "./forecaster.ts";
import { createJudge } from "./judge.ts";
import { probeTrace } from "./probe-trace.ts";
import type { FreeRun, JudgeMemory, ModelEvaluation, ProbeTrace, Snapshot } from "./protocol.ts";
import type { sampleText } from "./sampler.ts";

/** A model as it was read: what steps of it are computed from, one after the other. */
export interface Weighted {
  readonly plan: Plan;
  readonly weights: Weights;
}

/** What the evaluation of one update found, not judged yet. */
export interface Examined {
  readonly results: readonly Evaluation[];
  /** By model, if they were asked for; else empty. Null of a model that counts. */
  readonly states: readonly (Weighted | null)[];
}

/** Looks at the models of a race from outside: held-out loss, verdicts, written text, forecasts, the probe. */
export interface Evaluator {
  /**
   * Held-out sequences by every model at its present weights.
   * @param withStates reads the weights as well.
   */
  examine(withStates: boolean): Promise<Examined>;
  /** Verdicts, to be asked for in order of update. */
  judge(update: number, examined: Examined): readonly ModelEvaluation[];
  /** What text is made from; null of a model that counts. */
  read(): Promise<readonly (Weighted | null)[]>;
  /** Text by every network, the same random numbers for all; null in the place of another model. */
  write(models: readonly (Weighted | null)[], temperature: number): readonly (string | null)[];
  /** By every model at its present weights; null if it was no longer wanted. @param horizon at most so many steps. */
  forecast(probe: number, horizon: number, breathe: Breathe): Promise<FreeRun | null>;
  /** @param probe index of the held-out sequence. */
  trace(probe: number, withTerms: boolean): Promise<readonly ProbeTrace[]>;
  /** Largest difference of two networks' outputs on a held-out sequence, by the oracle in float64. */
  gap(a: Weighted, b: Weighted, probe: number): number;
  memory(): readonly JudgeMemory[];
  goBackTo(snapshot: Snapshot): void;
}

export interface EvaluatorOptions {
  /** As they race now. */
  readonly racers: () => readonly Racer[];
  readonly task: PreparedTask;
  readonly seed: number;
  readonly root: Rng;
  readonly sampleText: typeof sampleText | null;
  readonly from?: Snapshot;
}

export function createEvaluator({ racers, task, seed, root, sampleText, from }: EvaluatorOptions): Evaluator {
  const judgesOf = (snapshot?: Snapshot) =>
    racers().map((_, m) => createJudge(task, snapshot?.models[m]?.judge));
  const heldOut: Batch = heldOutBatch(task, seed);
  let judges = judgesOf(from);
  const read = () =>
    Promise.all(
      racers().map(async (racer): Promise<Weighted | null> => {
        if (!isNetwork(racer)) return null;
        const { weights } = await racer.read();
        return { plan: racer.plan, weights };
      }),
    );
  return {
    examine: async (withStates) => {
      const evaluations = Promise.all(racers().map((racer) => racer.evaluate(heldOut)));
      const [results, states] = await Promise.all([evaluations, withStates ? read() : []]);
      return { results, states };
    },
    judge: (update, { results }) =>
      judges.flatMap((judge, m) => {
        const result = results[m];
        return result ? [judge.judge(update, result, heldOut)] : [];
      }),
    read,
    write: (models, temperature) =>
      models.map((model) =>
        model && sampleText
          ? sampleText(task, model.plan, model.weights, temperature, root.fork("sample"))
          : null,
      ),
    forecast: async (probe, horizon, breathe) => {
      // Only series are foretold: it is no part of what a worker loads first.
      const [{ freeRun }, models] = await Promise.all([import("./forecaster.ts"), read()]);
      return freeRun(task, models, { seed, probe, horizon }, breathe);
    },
    trace: async (probe, withTerms) => {
      const batch = probeBatch(task, seed, probe);
      return Promise.all(racers().map((racer) => probeTrace(racer, batch, withTerms)));
    },
    gap: (a, b, probe) => {
      const batch = probeBatch(task, seed, probe);
      const outputsOf = ({ plan, weights }: Weighted) => traceOracle(plan, weights, batch).outputs;
      const others = outputsOf(b);
      return outputsOf(a).reduce((worst, x, i) => Math.max(worst, Math.abs(x - (others[i] as number))), 0);
    },
    memory: () => judges.map((judge) => judge.memory()),
    goBackTo: (snapshot) => {
      judges = judgesOf(snapshot);
    },
  };
}
