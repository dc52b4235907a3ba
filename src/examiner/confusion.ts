/** The answers of a network to the held-out sequences of every evaluation. */
import { collate } from "../lib/batch.ts";
import { addAnswers, type Confusion, noAnswers } from "../model/confusion.ts";
import { traceOracle } from "../model/oracle/run.ts";
import { heldOutSample } from "../tasks/held-out.ts";
import type { PreparedTask } from "../tasks/task.ts";
import { heldOutCount } from "../trainer/batches.ts";
import { type Network, tooMuch } from "./network.ts";
import type { OrWhy } from "./protocol.ts";

/** Sequences that are read at once: more would take megabytes and no less time. */
const together = 16;

/** @returns null where answers are numbers */
export function confusionOf(
  task: PreparedTask,
  seed: number,
  { plan, weights }: Pick<Network, "plan" | "weights">,
  most: number,
): OrWhy<Confusion> | null {
  if (task.io.output.kind !== "classes") return null;
  const work = (plan.multiplyAdds / plan.batch) * heldOutCount;
  if (work > most) return tooMuch(work, most);
  const found = noAnswers(plan.outputs);
  for (let from = 0; from < heldOutCount; from += together) {
    const batch = collate(Array.from({ length: together }, (_, k) => heldOutSample(task, seed, from + k)));
    addAnswers(found, traceOracle(plan, weights, batch).outputs, batch);
  }
  return found;
}
