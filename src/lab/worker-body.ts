/** What a worker of a lab does: one run after the other on SIMD. */
import { createWasmEngine } from "../engine/wasm/create.ts";
import type { WasmEngine } from "../engine/wasm/engine.ts";
import { messageOf } from "../lib/error-message.ts";
import { fetchAsset } from "../tasks/load-asset.ts";
import type { LabCommand, LabEvent } from "./protocol.ts";
import { runJob } from "./run-job.ts";

const scope = self as unknown as { postMessage(message: LabEvent): void };
const now = () => performance.now();

const channel = new MessageChannel();
let turns: (() => void)[] = [];
channel.port1.onmessage = () => {
  const ready = turns;
  turns = [];
  for (const resolve of ready) resolve();
};
const wait = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    if (ms > 0) setTimeout(resolve, ms);
    else {
      turns.push(resolve);
      channel.port2.postMessage(null);
    }
  });

let engine: Promise<WasmEngine> | null = null;
let queue: Promise<void> = Promise.resolve();

async function run({ job, spec, assetBase }: LabCommand): Promise<void> {
  try {
    engine ??= createWasmEngine();
    const own = await engine;
    const began = now();
    const result = await runJob(spec, { engine: own, load: fetchAsset(assetBase), now, wait });
    scope.postMessage({ type: "result", job, result, variant: own.renderer, milliseconds: now() - began });
  } catch (error) {
    scope.postMessage({ type: "failed", job, why: messageOf(error) });
  }
}

export function receive(command: LabCommand): void {
  queue = queue.then(() => run(command));
}
