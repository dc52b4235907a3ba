import { type Formed, phrase } from "../lib/phrase.ts";
import type { PreparedTask } from "../tasks/task.ts";
import type { Evaluator } from "./evaluator.ts";
import type { Instruments } from "./instruments.ts";
import type { LiveSpec } from "./live-spec.ts";
import type { Metrics } from "./metrics.ts";
import type { Pipeline } from "./pipeline.ts";
import type { Progress } from "./progress.ts";
import type { Emit } from "./run.ts";

/** Evaluations of a run, which may end it. */
export interface Evaluations {
  /** Gives one of the present weights to the pipeline. */
  submit(): void;
  /** Whether one is under way that may end the run. */
  mayEnd(): boolean;
}

export interface EvaluationsOptions {
  readonly progress: Progress;
  readonly spec: Pick<LiveSpec, "after">;
  readonly task: Pick<PreparedTask, "generate">;
  readonly pipeline: Pick<Pipeline, "push" | "count">;
  readonly evaluator: Pick<Evaluator, "examine" | "judge">;
  readonly metrics: Pick<Metrics, "flush">;
  readonly instruments: Pick<Instruments, "evaluated">;
  readonly emit: Emit;
  /** Nothing is left to be learned. */
  readonly finish: (reason: Formed) => void;
}

export function createEvaluations(options: EvaluationsOptions): Evaluations {
  const { progress, spec, task, pipeline, evaluator, metrics, instruments, emit, finish } = options;
  const stopsWhenSolved = () => spec.after(progress.run.submitted).training.stopWhenSolved;
  return {
    submit: () => {
      progress.step({ type: "evaluating" });
      pipeline.push("evaluation", evaluator.examine(task.generate !== undefined), (examined) => {
        const { update } = progress.run;
        const models = evaluator.judge(update, examined);
        // The curves reach as far as the evaluation.
        metrics.flush();
        emit("evaluation", { update, models });
        instruments.evaluated(examined.states);
        const isSolved = models.every(({ solvedAt }) => solvedAt !== null);
        if (progress.run.training && stopsWhenSolved() && isSolved)
          finish(phrase`All models solved the task by update ${update}.`);
      });
    },
    mayEnd: () => pipeline.count("evaluation") > 0 && stopsWhenSolved(),
  };
}
