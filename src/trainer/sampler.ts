import type { Rng } from "../lib/rng.ts";
import type { Plan } from "../model/plan.ts";
import { createStepper } from "../model/stepper.ts";
import type { Weights } from "../model/weights.ts";
import type { PreparedTask } from "../tasks/task.ts";

/** Index sampled from softmax(logits / temperature). The largest logit is taken out first, so nothing overflows. */
export function sampleSymbol(logits: ArrayLike<number>, temperature: number, rng: Rng): number {
  let largest = Number.NEGATIVE_INFINITY;
  for (let v = 0; v < logits.length; v++) largest = Math.max(largest, logits[v] as number);
  const weights = Float64Array.from(logits, (logit) => Math.exp((logit - largest) / temperature));
  let left = rng.uniform() * weights.reduce((sum, weight) => sum + weight, 0);
  for (let v = 0; v < weights.length; v++) {
    left -= weights[v] as number;
    if (left < 0) return v;
  }
  return weights.length - 1;
}

/**
 * Text that a model writes, one symbol fed back after the other, in float64 on the processor: a hundred single steps
 * are faster there than a hundred read-backs from a GPU.
 */
export function sampleText(
  task: PreparedTask,
  plan: Plan,
  weights: Weights,
  temperature: number,
  rng: Rng,
): string {
  const { generate, io } = task;
  if (!generate || io.input.kind !== "tokens") return "";
  const stepper = createStepper(plan, weights);
  let logits: ArrayLike<number> = [];
  for (const token of generate.start) logits = stepper.step(token);
  let text = "";
  for (let n = 0; n < generate.length; n++) {
    const token = sampleSymbol(logits, temperature, rng);
    text += io.input.symbols[token] ?? "";
    logits = stepper.step(token);
  }
  return text;
}
