/** The engines of `npm run train`. */
import { createRequire } from "node:module";
import { availableParallelism } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";
import { createCrew } from "../src/engine/crew/crew.ts";
import type { Spawn } from "../src/engine/crew/link.ts";
import type { Engine } from "../src/engine/engine.ts";
import { openWasm } from "./train-wasm.ts";

export { openWasm };

export const engineNames = ["wasm", "wasm-plain", "reference"] as const;
export type EngineName = (typeof engineNames)[number];

const tsxApi = pathToFileURL(
  join(dirname(createRequire(import.meta.url).resolve("tsx/package.json")), "dist/esm/api/index.mjs"),
).href;
/** A thread of Node reads no TypeScript before it is told how. */
export const startTypeScript = (file: string): string =>
  `import(${JSON.stringify(tsxApi)}).then(({ register }) => (register(), import(${JSON.stringify(file)})));`;

const spawnWorker: Spawn = ({ onAnswer, onDeath }) => {
  const worker = new Worker(startTypeScript(new URL("./train-worker.ts", import.meta.url).href), {
    eval: true,
    execArgv: [],
  });
  worker.on("message", onAnswer);
  worker.on("error", (error) => onDeath(error.message));
  worker.on("messageerror", () => onDeath("a message could not be read"));
  return { post: (command) => worker.postMessage(command), terminate: () => void worker.terminate() };
};

/** As in the page, the models of a race spread over the cores that there are; their bits are the same. */
export const openWasmCrew = async (isRelaxed: boolean): Promise<Engine> =>
  createCrew(await openWasm(isRelaxed), {
    workers: availableParallelism() - 1,
    spawn: spawnWorker,
    options: { relaxed: isRelaxed },
    onRefused: (error) => console.error(`All models train in one thread: ${String(error)}`),
  });

/** TensorFlow.js takes a second to load, so that it is only where it is used. */
export const openReference = async (): Promise<Engine> =>
  (await import("../src/engine/reference/engine.ts")).createReferenceEngine({ backend: "cpu" });
