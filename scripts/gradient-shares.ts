/**
 * The figures behind the colour scale of the gradient (docs/decisions/0018-gradient-scale.md): the shares
 * ‖∂L/∂s_t‖ / ‖∂L/∂s_T‖ that occur at any step and update while a network trains, on the SIMD engine in one thread of Node.
 *
 *   npx tsx scripts/gradient-shares.ts                        the networks of the decision, 400 updates each
 *   npx tsx scripts/gradient-shares.ts --updates 1000 --set "models=gru"   one experiment, its settings as in a link
 */

import { parseArgs } from "node:util";
import { setFlagsFromString } from "node:v8";
import { createEngineFrom, hasRelaxedSimd } from "../src/engine/wasm/engine.ts";
import { decode } from "../src/experiment/link.ts";
import { modelNames, prepareTask } from "../src/experiment/spec.ts";
import { plansOf } from "../src/trainer/experiment.ts";
import { createLoop } from "../src/trainer/loop.ts";
import type { Emit } from "../src/trainer/run.ts";
import { sampleText } from "../src/trainer/sampler.ts";
import { readAsset } from "./data-assets.ts";
import { kernels } from "./wasm-build.ts";

const { values } = parseArgs({
  options: { updates: { type: "string", default: "400" }, set: { type: "string" } },
});

/** Gated, orthogonal and plain networks on memory tasks, and what the page opens with beside them. */
const networks: readonly (readonly [string, string])[] = [
  ["the default race", ""],
  ["orthogonal", "models=simple,lstm,gru&models.*.recurrentInitializer=orthogonal"],
  ["identity, ReLU", "models=simple&models.0.recurrentInitializer=identity&models.0.activation=relu"],
  ["other gated cells", "models=coupled,mgu,ugrnn,peephole"],
  [
    "two layers",
    "models=simple,lstm,gru&models.0.layers=simple,simple&models.1.layers=lstm,lstm&models.2.layers=gru,gru",
  ],
  [
    "wide normal, SGD, no clip",
    "models=simple,gru&models.*.recurrentInitializer=normal&models.*.recurrentStddev=0.3&training.clipNorm=0&optimizer.kind=sgd&optimizer.learningRate=0.1",
  ],
  ["T = 100", "models=simple,lstm,gru&task.length=100"],
  ["adding", "task.kind=adding&models=simple,lstm,gru"],
  ["copy memory", "task.kind=copy-memory&models=simple,lstm,gru"],
  ["temperature", "task.kind=temperature&models=simple,lstm,gru"],
  ["hello", "task.kind=hello&models=simple,lstm,gru"],
];

if (!hasRelaxedSimd()) setFlagsFromString("--experimental-wasm-relaxed-simd");
const engine = await createEngineFrom(
  async (isRelaxed) => new Uint8Array(await kernels(isRelaxed ? "relaxed" : "plain")),
  { relaxed: true },
);

const quantile = (sorted: readonly number[], share: number): string =>
  (sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN).toExponential(1);

async function measure(title: string, settings: string): Promise<void> {
  const { spec, problems } = decode(`#1/${settings}&training.updates=${values.updates}`);
  if (problems.length > 0) throw new Error(`${title}: ${JSON.stringify(problems)}`);
  const task = await prepareTask(spec, async (name) => readAsset(name));
  const plans = plansOf(spec, task);
  const names = modelNames(spec.models);
  // Of every model's first state in its topmost layer: the largest share of an update, and the smallest.
  const most = names.map((): number[] => []);
  const least = names.map((): number[] => []);
  let over: (reason?: Error) => void = () => undefined;
  const ended = new Promise<void>((resolve, reject) => {
    over = (reason) => (reason ? reject(reason) : resolve());
  });
  const emit: Emit = (type, event) => {
    if (type === "metrics" && "profiles" in event)
      event.profiles.forEach((profiles, m) => {
        for (const { norms } of profiles.filter(({ state }) => state === "h"))
          for (let from = 0; from < norms.length; from += task.io.steps) {
            const row = norms.subarray(from, from + task.io.steps);
            const last = row.at(-1) ?? 0;
            if (!(last > 0)) continue;
            most[m]?.push(Math.max(...row) / last);
            least[m]?.push(Math.min(...row) / last);
          }
      });
    if (type === "phase" && "phase" in event && event.phase === "finished") over();
    if (type === "failed" && "message" in event) over();
  };
  const loop = createLoop({
    ...{ engine, spec, task, plans, sampleText, emit },
    now: () => performance.now(),
    wait: (ms) => new Promise((resolve) => (ms > 0 ? setTimeout(resolve, ms) : setImmediate(resolve))),
  });
  loop.needs({ profiles: true, forecast: false, terms: false });
  await loop.start();
  loop.train();
  await ended;
  await loop.suspend();
  names.forEach((name, m) => {
    const [high, low] = [most[m] ?? [], least[m] ?? []].map((all) => [...all].sort((a, b) => a - b));
    const within = (limit: number) =>
      `${((100 * (high ?? []).filter((share) => share <= limit).length) / Math.max(1, high?.length ?? 0)).toFixed(0)} %`;
    console.log(
      [
        `${title}: ${name}`.padEnd(38),
        ...[0.5, 0.9, 0.99, 1].map((share) => quantile(high ?? [], share).padStart(8)),
        ...[1, 10, 100].map((limit) => within(limit).padStart(7)),
        ...[0, 0.5].map((share) => quantile(low ?? [], share).padStart(8)),
      ].join(" "),
    );
  });
}

console.log(
  `Largest share of an update: quantiles 50, 90, 99, 100 %; updates that stay within 1, 10, 100. Smallest share: least, median.\n`,
);
const asked = values.set;
for (const [title, settings] of asked === undefined ? networks : [[asked, asked] as const])
  await measure(title, settings);
