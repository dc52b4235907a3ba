/** All sides of the benchmark: engines of ours and tf.layers, each kept with its compiled shaders until it is dropped. */
import * as tf from "@tensorflow/tfjs";
import type { EngineKind } from "../../src/engine/engine.ts";
import { createProductBench } from "../../src/testing/product-bench.ts";
import { engineOf, wasmEngine } from "./engines.ts";
import { count, scissor, stub } from "./gl.ts";
import { adam, type CellChoice, layersModel, requestOf, trainOnBatch } from "./keras.ts";
import { gradientError } from "./numerics.ts";
import { batchOf, planOf, weightsOf } from "./requests.ts";
import { openTfjsWasm } from "./tfjs-wasm.ts";

/** "layers" is tf.layers on tfjs' WebGL, "layers-wasm" on tfjs' own WASM backend. */
export type Side = EngineKind | "layers" | "layers-wasm";
const isLayers = (side: Side): side is "layers" | "layers-wasm" => side.startsWith("layers");

/** tfjs has one backend at a time; what was made on one stays there. The SIMD engine does not need any. */
async function takeTurn(side: Side): Promise<void> {
  // tfjs' flag that differs: our engines keep tiny tensors on the device, tf.layers runs with tfjs' default.
  tf.env().set("WEBGL_CPU_FORWARD", isLayers(side));
  if (side === "layers-wasm") await openTfjsWasm();
  else if (side !== "wasm" && tf.getBackend() !== "webgl") await tf.setBackend("webgl");
}

/**
 * "whole": as it is. "counted": draws and compilations are counted, which costs a little time. "scissored": counted too, and every
 * draw touches one pixel. "stubbed": nothing is drawn or waited for. After the last two the weights are garbage.
 */
export type Mode = "whole" | "counted" | "scissored" | "stubbed";

export interface BenchRequest extends CellChoice {
  readonly side: Side;
  /** Updates that are timed together. */
  readonly updates: number;
  readonly mode: Mode;
  readonly profiles?: boolean;
}

export interface Timing {
  readonly seconds: number;
  /** Of one update; 0 where the mode is "whole". */
  readonly draws: number;
  readonly shaders: number;
  readonly loss: string;
}

interface Trained {
  /** Resolves with the last loss, once every update's telemetry is there. */
  run(updates: number): Promise<number>;
  dispose(): void;
}

/** As many updates under way as the engine takes, every telemetry read. */
function trainOurs(kind: EngineKind, choice: CellChoice, profiles: boolean): Trained {
  const request = requestOf(choice);
  const plan = planOf(request);
  const batch = batchOf(plan, request);
  const engine = engineOf(kind);
  const network = engine.createNetwork(plan, weightsOf(plan, 1));
  const settings = { optimizer: { kind: "adam", values: adam }, clipNorm: 1 } as const;
  return {
    async run(updates) {
      const under: ReturnType<typeof network.update>[] = [];
      let loss = Number.NaN;
      for (let n = 0; n < updates; n++) {
        if (under.length === engine.depth) loss = (await under.shift())?.loss ?? Number.NaN;
        under.push(network.update(batch, settings, { profiles }));
      }
      for (const one of under) loss = (await one).loss;
      return loss;
    },
    dispose: () => network.dispose(),
  };
}

function trainLayers(choice: CellChoice): Trained {
  const request = requestOf(choice);
  const batch = batchOf(planOf(request), request);
  const model = layersModel(choice);
  return {
    async run(updates) {
      let loss = Number.NaN;
      for (let n = 0; n < updates; n++) loss = await trainOnBatch(model, batch, request.outputs);
      return loss;
    },
    dispose: () => void model.dispose(),
  };
}

const kept = new Map<string, Trained>();

function sideOf({ side, cell, resetAfter, embedding, size, profiles = false }: BenchRequest): Trained {
  const key = JSON.stringify([side, cell, resetAfter, embedding, size, profiles]);
  const known = kept.get(key);
  if (known) return known;
  const choice = { cell, resetAfter, embedding, size };
  const made = isLayers(side) ? trainLayers(choice) : trainOurs(side, choice, profiles);
  kept.set(key, made);
  return made;
}

async function timed(updates: number, run: (updates: number) => Promise<number>) {
  const began = performance.now();
  const loss = await run(updates);
  return { seconds: (performance.now() - began) / 1000, loss: String(loss) };
}

/** Times some updates of one side, which is made first if it is not there yet. */
export async function bench(request: BenchRequest): Promise<Timing> {
  const { side, updates, mode } = request;
  await takeTurn(side);
  const { run } = sideOf(request);
  if (mode === "whole") return { ...(await timed(updates, run)), draws: 0, shaders: 0 };
  if (mode === "stubbed") {
    const stubbed = stub();
    try {
      const timing = await timed(updates, run);
      return { ...timing, draws: stubbed.counts.draws / updates, shaders: 0 };
    } finally {
      stubbed.stop();
    }
  }
  const restore = mode === "scissored" ? scissor() : undefined;
  const counting = count();
  try {
    const timing = await timed(updates, run);
    const { draws, shaders } = counting.counts;
    return { ...timing, draws: draws / updates, shaders };
  } finally {
    counting.stop();
    restore?.();
  }
}

/** The worst error of a gradient at a benchmark's size, against the oracle, at the initial weights. */
export async function benchError(choice: CellChoice, kind: EngineKind) {
  await takeTurn(kind);
  const { what, error } = await gradientError({ ...requestOf(choice), unmoved: true }, kind);
  return { what, error };
}

/** Milliseconds of updates between two measurements of the product, where one does not take longer. */
const SHARE_LAP = 40;

/** Multiply-adds in 10⁹ a second: of the SIMD engine's updates, and of the best product of its module right before each lap. */
export async function benchShare(choice: CellChoice, rounds: number) {
  const { multiplyAdds } = planOf(requestOf(choice));
  const product = createProductBench(wasmEngine());
  const { run } = sideOf({ ...choice, side: "wasm", updates: 1, mode: "whole" });
  const updates: number[] = [];
  const products: number[] = [];
  let count = 1;
  for (let n = -2; n < rounds; n++) {
    const best = product.gmacPerSecond();
    const { seconds } = await timed(count, run);
    if (n < 0) {
      // The first lap may still be in the browser's first compiler.
      count = Math.max(1, Math.round((SHARE_LAP * count) / 1000 / seconds));
      continue;
    }
    products.push(best);
    updates.push((multiplyAdds * count) / seconds / 1e9);
  }
  product.dispose();
  return { updates, products };
}

/** Lets go of all networks and models. */
export function benchDrop(): void {
  for (const { dispose } of kept.values()) dispose();
  kept.clear();
}

/**
 * Seconds from the making of a network to the telemetry of its first update, and of one more update then; and what was
 * compiled. Only the first call in a browser that has none of the shaders cached means anything.
 */
export async function benchFirst(request: Omit<BenchRequest, "updates" | "mode">) {
  await takeTurn(request.side);
  const counting = count();
  const first = await timed(1, (updates) => sideOf({ ...request, updates, mode: "counted" }).run(updates));
  const { shaders, programs } = counting.stop();
  const second = await timed(1, (updates) => sideOf({ ...request, updates, mode: "whole" }).run(updates));
  return { seconds: first.seconds, again: second.seconds, shaders, programs };
}

/** Seconds that a network's first pictures take: probe trace, evaluation of 256 sequences, two watched updates; shaders included. */
export async function benchStart(choice: CellChoice, kind?: EngineKind) {
  const request = requestOf(choice);
  const plan = planOf(request);
  const trained = engineOf(kind).createNetwork(plan, weightsOf(plan, 1));
  const settings = { optimizer: { kind: "adam", values: adam }, clipNorm: 1 } as const;
  const laps: number[] = [];
  let began = performance.now();
  const lap = () => {
    laps.push((performance.now() - began) / 1000);
    began = performance.now();
  };
  await trained.trace(batchOf({ ...plan, batch: 1 }, request));
  lap();
  await trained.evaluate(batchOf({ ...plan, batch: 256 }, request));
  lap();
  for (let n = 0; n < 2; n++) {
    await trained.update(batchOf(plan, request), settings, { profiles: true });
    lap();
  }
  trained.dispose();
  return laps;
}
