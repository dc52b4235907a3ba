import type { Sample } from "../lib/batch.ts";
import type { Values } from "../lib/fields.ts";
import { phrase } from "../lib/phrase.ts";
import { Refused } from "../lib/said.ts";
import { heldOutSample } from "../tasks/held-out.ts";
import type { PreparedTask } from "../tasks/task.ts";
import { summedAnswer } from "../tasks/trivial.ts";
import type { trainingFields } from "./training-fields.ts";

type LossOptions = Pick<Values<typeof trainingFields>, "lossSteps" | "reduction" | "seed">;

/** Held-out sequences from which it is known how many steps of one count. */
const sequencesCounted = 16;

/** The sample with the last of its counted steps alone. */
function lastOnly(sample: Sample): Sample {
  const last = sample.weight.findLastIndex((weight) => weight > 0);
  return { ...sample, weight: sample.weight.map((weight, t) => (t === last ? weight : 0)) };
}

/** What the task says of its own loss (trivial answers, when it is solved) holds only where that loss is trained. */
function readAtTheEnd(task: PreparedTask): PreparedTask {
  const { solved: _, ...rest } = task;
  return {
    ...rest,
    io: { ...task.io, readout: "last" },
    sample: (rng, split) => lastOnly(task.sample(rng, split)),
    trivial: [],
  };
}

/** Trivial answers and the criterion are for a mean over steps; a sum is as many times as large as steps count. */
function summed(task: PreparedTask, seed: number): PreparedTask {
  let counted = 0;
  for (let index = 0; index < sequencesCounted; index++)
    for (const weight of heldOutSample(task, seed, index).weight) counted += weight / sequencesCounted;
  const { solved } = task;
  return {
    ...task,
    trivial: task.trivial.map((answer) => summedAnswer(answer, counted)),
    ...(solved && {
      solved: { ...solved, test: ({ loss, metric }) => solved.test({ loss: loss / counted, metric }) },
    }),
  };
}

/**
 * A task whose loss counts the steps that the experiment asks for. Steps are chosen by weights alone: engines know no other
 * case. The sum over them is the plan's `reduction`; here only what is compared with it is scaled.
 * @throws RangeError with a sentence for people where the task has no answer at every step.
 */
export function withLossOptions(
  task: PreparedTask,
  { lossSteps, reduction, seed }: LossOptions,
): PreparedTask {
  if (lossSteps === "every" && task.io.readout !== "every")
    throw new Refused(
      phrase`The loss cannot be computed at every step, because this task has a target only at the end of each sequence. Set “Loss computed at” to “task default” or “last step”.`,
    );
  const counted = lossSteps === "last" && task.io.readout !== "last" ? readAtTheEnd(task) : task;
  return reduction === "sum" ? summed(counted, seed) : counted;
}
