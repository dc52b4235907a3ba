/** Runs of a lab in a thread of their own, for `npm run lab`. */
import { parentPort, workerData } from "node:worker_threads";
import { createLabHost } from "../src/lab/host.ts";
import type { LabCommand } from "../src/lab/protocol.ts";
import { readAsset } from "./data-assets.ts";
import { openWasm } from "./train-wasm.ts";

const { relaxed } = workerData as { readonly relaxed: boolean };
const receive = createLabHost({
  open: () => openWasm(relaxed),
  loadFrom: () => async (name) => readAsset(name),
  wait: (ms) => new Promise((resolve) => (ms > 0 ? setTimeout(resolve, ms) : setImmediate(resolve))),
  post: (event) => parentPort?.postMessage(event),
});
parentPort?.on("message", (command: LabCommand) => receive(command));
