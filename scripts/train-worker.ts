/** Some models of a race in a thread of their own, for `npm run train`. */
import { parentPort } from "node:worker_threads";
import { createHost } from "../src/engine/crew/host.ts";
import type { Command } from "../src/engine/crew/protocol.ts";
import { openWasm } from "./train-wasm.ts";

const host = createHost(
  ({ relaxed = true }) => openWasm(relaxed),
  (answer) => parentPort?.postMessage(answer),
);
parentPort?.on("message", (command: Command) => host(command));
