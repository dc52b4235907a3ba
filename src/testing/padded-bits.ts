/** For tests: whether an engine's numbers depend on padding. */

import type { Engine, Race } from "../engine/engine.ts";
import type { Batch } from "../lib/batch.ts";
import { rngFrom } from "../lib/rng.ts";
import { randomBatch, randomWeights } from "../model/networks.ts";
import type { Plan } from "../model/plan.ts";
import type { UpdateSettings } from "../model/results.ts";
import type { Weights } from "../model/weights.ts";
import { differences, lengthened, type Numbers, numbersOf } from "./padded.ts";

const settingsOf = (update: number): UpdateSettings => ({
  optimizer: { kind: "adam", values: { learningRate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 } },
  clipNorm: 0.5,
  randomKey: { seed: 3, update },
});

/** Two updates, with their random numbers; then everything that can be asked of each member. */
async function numbersOfRace(race: Race, batch: Batch, steps: number): Promise<Numbers> {
  const numbers = new Map<string, readonly number[]>();
  for (const update of [1, 2]) {
    const told = await race.update(batch, settingsOf(update), { profiles: true });
    told.forEach(({ loss, gradientNorm, clippedNorm, parameterNorms, profiles }, m) => {
      numbers.set(`loss and norms of member ${m} at update ${update}`, [
        ...[loss, gradientNorm, clippedNorm],
        ...parameterNorms,
      ]);
      for (const { scan, state, norms } of profiles) {
        if (norms.subarray(steps).some((norm) => norm !== 0))
          throw new Error(`‖∂L/∂${state}‖ of scan ${scan} is not 0 behind all sequences`);
        numbers.set(`‖∂L/∂${state}‖ of scan ${scan}, member ${m}, update ${update}`, [
          ...norms.subarray(0, steps),
        ]);
      }
    });
  }
  for (const [m, member] of race.members.entries()) {
    const trace = await member.trace(batch);
    for (const [name, values] of numbersOf(trace, batch)) numbers.set(`${name}, member ${m}`, values);
    // An evaluation is a trace without gradients.
    const evaluated = numbersOf({ ...trace, ...(await member.evaluate(batch)) }, batch);
    for (const name of ["loss", "outputs"])
      numbers.set(`evaluated ${name}, member ${m}`, evaluated.get(name) ?? []);
    for (const [path, values] of (await member.read()).weights)
      numbers.set(`${path} of member ${m}`, [...values]);
  }
  return numbers;
}

/** Half as far from 0 as `randomWeights`, so that no activation is at its end. */
const weightsOf = (plan: Plan, seed: number): Weights =>
  new Map(
    [...randomWeights(plan, rngFrom(seed))].map(([path, values]) => [
      path,
      Float32Array.from(values, (x) => x / 2),
    ]),
  );

/**
 * What of a race of two comes out differently where the same sequences have more padding behind them.
 * @param planOf a plan over so many steps.
 * @param more numbers of steps behind those of the longest sequence.
 */
export async function changedByPadding(
  engine: Engine,
  planOf: (steps: number) => Plan,
  steps: number,
  more: readonly number[],
): Promise<readonly string[]> {
  const shortest = randomBatch(planOf(steps), rngFrom(2));
  const numbers: Numbers[] = [];
  for (const by of [0, ...more]) {
    const plan = planOf(steps + by);
    const race = engine.createRace([1, 5].map((seed) => ({ plan, weights: weightsOf(plan, seed) })));
    const batch = by === 0 ? shortest : lengthened(plan, shortest, rngFrom(by));
    numbers.push(await numbersOfRace(race, batch, steps));
    race.dispose();
  }
  return numbers
    .slice(1)
    .flatMap((own, i) =>
      differences(own, numbers[0] as Numbers).map((name) => `${name}, with ${more[i]} more steps`),
    );
}
