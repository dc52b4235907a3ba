/** A race over several engines beside each model alone on its own. */
import type { CellKind } from "../../src/cells/index.ts";
import type { Engine, EngineKind } from "../../src/engine/engine.ts";
import { mixed } from "../../src/engine/mixed.ts";
import { rngFrom } from "../../src/lib/rng.ts";
import { randomBatch, stackOf } from "../../src/model/networks.ts";
import { initialWeights } from "../../src/model/weights.ts";
import { engineOf } from "./engines.ts";
import { clippedAdam, plainState, plainUpdate } from "./told.ts";

export interface MixedRequest {
  readonly models: readonly (readonly [cell: CellKind, engine: EngineKind])[];
  readonly updates: number;
}

export interface MixedAnswer {
  readonly depth: number;
  /** By model, everything that was told and read: in the race, and alone. */
  readonly together: readonly string[];
  readonly alone: readonly string[];
  /** On all engines, when the races are gone. */
  readonly tensors: number;
}

const request = {
  steps: 8,
  batch: 8,
  input: { kind: "tokens", size: 5 },
  outputs: 5,
  loss: "crossEntropy",
} as const;

/** By model: as many updates under way as the engine takes, an evaluation among them, and the state at the end. */
async function train(engine: Engine, cells: readonly CellKind[], updates: number): Promise<string[]> {
  const plans = cells.map((cell) => stackOf([{ cell, options: {} }], request, 9));
  const race = engine.createRace(plans.map((plan) => ({ plan, weights: initialWeights(plan, rngFrom(1)) })));
  const rng = rngFrom(2);
  const told: Promise<readonly unknown[]>[] = [];
  const batchOf = () => randomBatch(plans[0] as (typeof plans)[number], rng);
  const middle = batchOf();
  let evaluated: Promise<readonly unknown[]> | undefined;
  for (let n = 0; n < updates; n++) {
    if (n >= engine.depth) await told[n - engine.depth];
    const update = race.update(batchOf(), clippedAdam, { profiles: true });
    told.push(update.then((all) => all.map(plainUpdate)));
    if (n === Math.floor(updates / 2))
      evaluated = Promise.all(
        race.members.map((member) => member.evaluate(middle).then(({ loss, outputs }) => [loss, ...outputs])),
      );
  }
  const states = (await Promise.all(race.members.map((member) => member.read()))).map(plainState);
  const all = await Promise.all(told);
  const looked = await evaluated;
  race.dispose();
  return cells.map((_, m) => JSON.stringify([all.map((each) => each[m]), looked?.[m], states[m]]));
}

/** On the engines of these kinds that were opened last. */
export async function mixedRace({ models, updates }: MixedRequest): Promise<MixedAnswer> {
  const engines = models.map(([, kind]) => engineOf(kind));
  const before = engines.map((engine) => engine.tensorCount());
  const race = mixed(engines);
  const cells = models.map(([cell]) => cell);
  const together = await train(race, cells, updates);
  const alone: string[] = [];
  for (const [m, engine] of engines.entries())
    alone.push(...(await train(engine, [cells[m] as CellKind], updates)));
  const left = () =>
    engines.reduce((sum, engine, m) => sum + engine.tensorCount() - (before[m] as number), 0);
  // A worker tells what it holds with its next answer.
  for (let wait = 0; wait < 2_000 && left() !== 0; wait++)
    await new Promise((resolve) => setTimeout(resolve, 20));
  return { depth: race.depth, together, alone, tensors: left() };
}
