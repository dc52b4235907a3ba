/** Runs of a lab in a thread of their own, for `npm run lab`. */
import { parentPort, workerData } from "node:worker_threads";
import type { LabCommand, LabEvent } from "../src/lab/protocol.ts";
import { runJob } from "../src/lab/run-job.ts";
import { messageOf } from "../src/lib/error-message.ts";
import { readAsset } from "./data-assets.ts";
import { openWasm } from "./train-wasm.ts";

const post = (event: LabEvent) => parentPort?.postMessage(event);
const now = () => performance.now();
const wait = (ms: number): Promise<void> =>
  new Promise((resolve) => (ms > 0 ? setTimeout(resolve, ms) : setImmediate(resolve)));
const engine = openWasm((workerData as { readonly relaxed: boolean }).relaxed);

let queue: Promise<void> = Promise.resolve();
async function run({ job, spec }: LabCommand): Promise<void> {
  try {
    const own = await engine;
    const began = now();
    const result = await runJob(spec, { engine: own, load: async (name) => readAsset(name), now, wait });
    post({ type: "result", job, result, variant: own.renderer, milliseconds: now() - began });
  } catch (error) {
    post({ type: "failed", job, why: messageOf(error) });
  }
}
parentPort?.on("message", (command: LabCommand) => {
  queue = queue.then(() => run(command));
});
