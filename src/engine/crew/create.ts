import { onEnd } from "../../lib/lifeline.ts";
import { phrase } from "../../lib/phrase.ts";
import { uniqueName } from "../../lib/unique-name.ts";
import type { Engine } from "../engine.ts";
import { createWasmEngine } from "../wasm/create.ts";
import type { WasmOptions } from "../wasm/engine.ts";
import { createCrew } from "./crew.ts";
import type { Spawn } from "./link.ts";

export { kernelVersion } from "../wasm/create.ts";

const spawnWorker: Spawn = ({ onAnswer, onDeath }) => {
  const name = `unrolled/crew/${uniqueName()}`;
  const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module", name });
  const ended = new AbortController();
  let isWatched = false;
  worker.onmessage = ({ data }) => {
    // Once it answers it holds its lock.
    if (!isWatched) onEnd(name, ended.signal, () => onDeath(phrase`it stopped without an error message`));
    isWatched = true;
    onAnswer(data);
  };
  worker.onerror = (event) => {
    // It is dealt with here: the page's own handler of errors must not hear it too.
    event.preventDefault();
    onDeath(event.message || phrase`its script could not be loaded`);
  };
  worker.onmessageerror = () => onDeath(phrase`a message could not be read`);
  return {
    post: (command) => worker.postMessage(command),
    terminate: () => {
      ended.abort();
      worker.terminate();
    },
  };
};

/**
 * In Firefox (seen in 153) `new Worker` in a worker sometimes never returns: once in some thirty visits, after another visit of the
 * same page. Nothing would ever be trained then, so that a race stays on one core there.
 */
const hangsOnWorkers = (): boolean => /\bFirefox\//.test(navigator.userAgent);

/** Cores beside the one that this thread takes; 0 where a worker may have no workers of its own. */
const spareCores = (): number =>
  typeof Worker === "undefined" || hangsOnWorkers()
    ? 0
    : Math.max(0, (navigator.hardwareConcurrency || 1) - 1);

/**
 * The SIMD engine, whose races of several models spread over workers where there are cores for them.
 * @throws Error where WebAssembly has no SIMD.
 */
export async function createWasmCrew(options: WasmOptions = {}): Promise<Engine> {
  const { relaxed, bytes } = options;
  return createCrew(await createWasmEngine(options), {
    workers: spareCores(),
    spawn: spawnWorker,
    options: { ...(relaxed !== undefined && { relaxed }), ...(bytes !== undefined && { bytes }) },
  });
}
