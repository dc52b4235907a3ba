/** A worker that races models on the SIMD engine alone and in a crew, whose workers are nested in it. */
import type { CellKind } from "../../src/cells/index.ts";
import { createWasmCrew } from "../../src/engine/crew/create.ts";
import type { Engine } from "../../src/engine/engine.ts";
import { createWasmEngine } from "../../src/engine/wasm/create.ts";
import { rngFrom } from "../../src/lib/rng.ts";
import { randomBatch, stackOf } from "../../src/model/networks.ts";
import { initialWeights } from "../../src/model/weights.ts";
import { clippedAdam, plainState, plainUpdate } from "./told.ts";

export interface CrewRequest {
  readonly cells: readonly CellKind[];
  /** As many as the worker is to believe that there are. */
  readonly cores: number;
  readonly updates: number;
  /** The script of the nested workers is not there. */
  readonly missing?: boolean;
}

export interface CrewAnswer {
  readonly renderer: string;
  /** Everything that was told and read, alone and in the crew. */
  readonly alone: string;
  readonly together: string;
  /** Nested workers started, and those not ended. */
  readonly started: number;
  readonly alive: number;
  readonly tensors: number;
}

const request = {
  steps: 25,
  batch: 32,
  input: { kind: "tokens", size: 16 },
  outputs: 16,
  loss: "crossEntropy",
} as const;

/** Nested workers, counted. */
function watchWorkers(missing: boolean) {
  const Stock = self.Worker;
  let started = 0;
  let alive = 0;
  self.Worker = class extends Stock {
    constructor(url: string | URL, options?: WorkerOptions) {
      super(missing ? new URL("missing.js", location.href) : url, options);
      started++;
      alive++;
    }
    override terminate() {
      alive--;
      super.terminate();
    }
  };
  return () => ({ started, alive });
}

async function train(engine: Engine, { cells, updates }: CrewRequest): Promise<string> {
  const plans = cells.map((cell, m) => stackOf([{ cell, options: {} }], request, 24 + 4 * m));
  const race = engine.createRace(plans.map((plan) => ({ plan, weights: initialWeights(plan, rngFrom(1)) })));
  const rng = rngFrom(2);
  const told: Promise<unknown>[] = [];
  for (let n = 0; n < updates; n++) {
    if (n >= engine.depth) await told[n - engine.depth];
    told.push(
      race
        .update(randomBatch(plans[0] as (typeof plans)[number], rng), clippedAdam, { profiles: true })
        .then((all) => all.map(plainUpdate)),
    );
  }
  const states = (await Promise.all(race.members.map((member) => member.read()))).map(plainState);
  const text = JSON.stringify([await Promise.all(told), states]);
  race.dispose();
  return text;
}

async function answer(asked: CrewRequest): Promise<CrewAnswer> {
  Object.defineProperty(navigator, "hardwareConcurrency", { value: asked.cores, configurable: true });
  const workers = watchWorkers(asked.missing ?? false);
  const lead = await createWasmEngine();
  const crew = await createWasmCrew();
  const alone = await train(lead, asked);
  const together = await train(crew, asked);
  const { started } = workers();
  crew.dispose();
  const { alive } = workers();
  return {
    renderer: crew.renderer,
    alone,
    together,
    started,
    alive,
    tensors: crew.tensorCount() + lead.tensorCount(),
  };
}

self.onmessage = async ({ data }: MessageEvent<CrewRequest>) => {
  self.postMessage(await answer(data));
};
