/**
 * `npm run seeds`: the race that the page opens with, through the page's own training loop on the SIMD engine in one
 * thread of Node, from several seeds. When LSTM and GRU have solved it, in updates and in seconds, and whether the plain
 * RNN has by the planned end. A model counts as solved at the first of two evaluations in a row that are good enough, and
 * the seconds are those to the second, when the page says so. Other programs disturb CPU time less than time.
 *
 *   npm run seeds -- --seeds 1-10     seeds to run, or one
 *   npm run seeds -- --plain          without relaxed SIMD: other bits
 *   npm run seeds -- --set "a=1&b=2"  settings beside the seed, as in a link
 *   npm run seeds -- --json FILE      also writes the figures
 */

import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { setFlagsFromString } from "node:v8";
import type { Engine } from "../src/engine/engine.ts";
import { createEngineFrom, hasRelaxedSimd } from "../src/engine/wasm/engine.ts";
import { decode } from "../src/experiment/link.ts";
import { modelNames } from "../src/experiment/spec.ts";
import { inEnglish } from "../src/lib/phrase.ts";
import { tasks } from "../src/tasks/index.ts";
import { plansOf } from "../src/trainer/experiment.ts";
import { createLoop } from "../src/trainer/loop.ts";
import type { Emit } from "../src/trainer/run.ts";
import { sampleText } from "../src/trainer/sampler.ts";
import { readAsset } from "./data-assets.ts";
import { kernels } from "./wasm-build.ts";

const { values } = parseArgs({
  options: {
    seeds: { type: "string", default: "1-10" },
    set: { type: "string" },
    plain: { type: "boolean", default: false },
    json: { type: "string" },
  },
});

/** Seconds in which a visitor is to see it. */
const SOON = 10;

interface Solved {
  readonly update: number;
  /** From the press of Train to the evaluation that says so. */
  readonly seconds: number;
  readonly cpuSeconds: number;
}

interface Run {
  readonly seed: number;
  /** By name; null where it was not solved by the end. */
  readonly models: Readonly<Record<string, Solved | null>>;
  readonly updates: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
}

/** CPU time of this process, in seconds. */
const cpu = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

async function race(engine: Engine, seed: number): Promise<Run> {
  const { spec, problems } = decode(`#1/training.seed=${seed}${values.set ? `&${values.set}` : ""}`);
  if (problems.length > 0) throw new Error(`--set is "${values.set}": ${JSON.stringify(problems)}`);
  const task = await tasks[spec.task.kind].prepare(spec.task.values, seed, async (name) => readAsset(name));
  const names = modelNames(spec.models);
  const models: Record<string, Solved | null> = Object.fromEntries(names.map((name) => [name, null]));
  let [began, cpuBegan, updates] = [performance.now(), cpu(), 0];
  const clock = () => ({ seconds: (performance.now() - began) / 1000, cpuSeconds: cpu() - cpuBegan });
  let over: (reason?: Error) => void = () => undefined;
  const ended = new Promise<void>((resolve, reject) => {
    over = (reason) => (reason ? reject(reason) : resolve());
  });
  const emit: Emit = (type, event) => {
    if (type === "evaluation" && "models" in event) {
      for (const [m, told] of event.models.entries()) {
        const name = names[m] ?? "";
        if (told && "solvedAt" in told && told.solvedAt !== null)
          models[name] ??= { update: told.solvedAt, ...clock() };
      }
    }
    if (type === "phase" && "phase" in event && event.phase === "finished") {
      updates = event.update;
      over();
    }
    if (type === "failed" && "message" in event) over(new Error(inEnglish(event.message)));
  };
  const loop = createLoop({
    engine,
    spec,
    task,
    plans: plansOf(spec, task),
    sampleText,
    emit,
    now: () => performance.now(),
    wait: (ms) => new Promise((resolve) => (ms > 0 ? setTimeout(resolve, ms) : setImmediate(resolve))),
  });
  await loop.start();
  [began, cpuBegan] = [performance.now(), cpu()];
  loop.train();
  await ended;
  const whole = clock();
  await loop.suspend();
  return { seed, models, updates, ...whole };
}

function seedsOf(text: string): readonly number[] {
  const [, first, last = first] = /^(\d+)(?:-(\d+))?$/.exec(text) ?? [];
  if (first === undefined) throw new Error(`--seeds is "${text}"; it takes 7 or 1-10`);
  const from = Number(first);
  return Array.from({ length: Number(last) - from + 1 }, (_, n) => from + n);
}

// Node 20 has relaxed SIMD behind a flag.
if (!values.plain && !hasRelaxedSimd()) setFlagsFromString("--experimental-wasm-relaxed-simd");
const engine = await createEngineFrom(
  async (isRelaxed) => new Uint8Array(await kernels(isRelaxed ? "relaxed" : "plain")),
  { relaxed: !values.plain },
);
console.log(
  `${engine.renderer}, one thread, Node ${process.versions.node}; times as “seconds (of CPU time)”\n`,
);

const time = ({ seconds, cpuSeconds }: Pick<Solved, "seconds" | "cpuSeconds">) =>
  `${seconds.toFixed(1)} s (${cpuSeconds.toFixed(1)})`;
const runs: Run[] = [];
for (const seed of seedsOf(values.seeds)) {
  const run = await race(engine, seed);
  runs.push(run);
  const told = Object.entries(run.models).map(([name, solved]) => {
    const what = solved ? `at ${String(solved.update).padStart(4)}, ${time(solved)}` : "not solved";
    return `${name} ${what.padEnd(26)}`;
  });
  console.log(`seed ${String(seed).padStart(2)}  ${told.join(" ")} all ${run.updates} updates ${time(run)}`);
}

const gated = (run: Run) => Object.entries(run.models).filter(([name]) => !name.startsWith("RNN"));
const solved = (run: Run) => gated(run).every(([, one]) => one !== null);
const within = (what: "seconds" | "cpuSeconds") =>
  runs.filter((run) => gated(run).every(([, one]) => (one?.[what] ?? Number.POSITIVE_INFINITY) <= SOON))
    .length;
const plainSolved = runs.filter(({ models }) =>
  Object.entries(models).some(([name, one]) => name.startsWith("RNN") && one !== null),
).length;
console.log(
  `\nLSTM and GRU: ${within("seconds")} of ${runs.length} solved within ${SOON} s (${within("cpuSeconds")} within ${SOON} s of CPU time), ` +
    `${runs.filter(solved).length} of ${runs.length} by the end; the plain RNN: ${plainSolved} of ${runs.length}.`,
);
if (values.json)
  writeFileSync(values.json, `${JSON.stringify({ renderer: engine.renderer, runs }, null, 2)}\n`);
