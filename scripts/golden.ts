/**
 * `npm run golden`: every file of e2e/golden (or GOLDEN_DIR) through the oracle and through every engine, with the worst
 * error of each group of arrays, and of each engine at the end. Ends with a failure if one is beyond its tolerance
 * (docs/numerics.md), or if nothing was compared at all. GOLDEN_SUMMARY names a file for {passed, failed, skipped}.
 */
import { writeFileSync } from "node:fs";
import type { EngineChoice } from "../e2e/harness/engines.ts";
import { strictFlags } from "../e2e/harness/flags.ts";
import { compareFile, countedAnswers } from "../src/testing/golden-answers.ts";
import { breaches, type Deviation, oracleMachine } from "../src/testing/golden-compare.ts";
import { goldenFiles } from "../src/testing/golden-files.ts";
import { sayLeftOut } from "../src/testing/golden-left-out.ts";
import { withHarness } from "./harness.ts";

/** Every engine of the table, by the name in its rows; how many equal models are in a race, of which the last is asked. */
const engines: readonly (readonly [string, EngineChoice, number])[] = [
  ["reference/webgl", { engine: "reference", backend: "webgl", flags: strictFlags }, 1],
  ["reference/cpu", { engine: "reference", backend: "cpu", flags: strictFlags }, 1],
  ["webgl", { engine: "webgl", backend: "webgl", flags: strictFlags }, 1],
  ["wasm", { engine: "wasm", backend: "wasm" }, 1],
  ["wasm/plain", { engine: "wasm", backend: "wasm", relaxed: false }, 1],
  // Of two models the second one's place is in a worker.
  ["wasm/crew", { engine: "wasm", backend: "wasm", crew: true }, 2],
];

/** In which column a deviation is shown, by its name without the loss's. */
const groups: readonly (readonly [string, RegExp])[] = [
  ["h", /^forward h /],
  ["c", /^forward c /],
  ["gates", /^forward /],
  ["outputs", /^outputs$/],
  ["loss", /^loss$/],
  ["gradients", /^gradient /],
  ["dL/ds", /^dL\//],
  ["|dL/ds|", /^\|dL\//],
  ["clipped", /^clip/],
  ["sgd", /^sgd /],
  ["adam", /^adam_/],
  ["ds/ds", /^jacobian |^product/],
  ["spectra", /^singular values|^norm/],
  ["horizon", /^horizon$/],
  ["L_t", /^loss of each step$/],
  ["|dL_t/ds|", /^\|dL_t\//],
  ["answers", /./],
];
const groupOf = ({ what }: Deviation): string => {
  const name = what.replace(/^(mse_sum|ce_mean|mse|ce)\./, "");
  return groups.find(([, pattern]) => pattern.test(name))?.[0] ?? "answers";
};

const files = goldenFiles();
const width = Math.max(...files.map(({ name }) => name.length), 4);

/** By engine: files that were compared, and the worst of their errors; after Adam it is a share of the learning rate. */
const worsts = new Map<string, { files: number; relative: number; adam: number }>();
/** The larger one; NaN is worse than any number. */
const worse = (a: number, b: number): number => (Number.isNaN(a) || a > b ? a : b);

let passed = 0;
let failed = 0;
const skipped: string[] = [];

function report(
  name: string,
  engine: string,
  deviations: readonly Deviation[],
  who: "oracle" | "engine",
): void {
  const broken = breaches(deviations, who);
  const sum = worsts.get(engine) ?? { files: 0, relative: 0, adam: 0 };
  sum.files++;
  for (const { whatKind, error } of deviations) sum[whatKind] = worse(error, sum[whatKind]);
  worsts.set(engine, sum);
  const cells = groups.flatMap(([group]) => {
    const own = deviations.filter((one) => groupOf(one) === group);
    if (own.length === 0) return [];
    const errors = own.map((one) => (who === "oracle" ? one.relative : one.error));
    const worst = errors.some(Number.isNaN) ? Number.NaN : Math.max(...errors);
    return [`${group} ${worst === 0 ? "0" : worst.toExponential(1)}`];
  });
  const isGood = broken.length === 0 && deviations.length > 0;
  if (isGood) passed++;
  else failed++;
  console.log(`${isGood ? "ok  " : "FAIL"} ${name.padEnd(width)} ${engine.padEnd(16)} ${cells.join("  ")}`);
  for (const { what, error } of broken.slice(0, 8)) console.log(`       ${what}: ${error}`);
  if (broken.length > 8) console.log(`       and ${broken.length - 8} more`);
}

console.log(
  "Worst errors, relative to the largest entry of the same array; after Adam on an engine, to the learning rate.",
);
const cases: (typeof files)[number][] = [];
for (const file of files) {
  const { name, golden } = file;
  if (golden.kind === "skipped") {
    skipped.push(name);
    console.log(`skipped ${name}: ${golden.reason}`);
    continue;
  }
  cases.push(file);
  if (golden.kind !== "answers")
    for (const text of sayLeftOut(golden.leftOut)) console.log(`${name} leaves out ${text}`);
  const counted = golden.kind === "answers" ? countedAnswers(golden) : [];
  report(name, "oracle", [...(await compareFile(golden, oracleMachine)), ...counted], "oracle");
}

if (cases.length > 0)
  await withHarness(async ({ fresh }) => {
    for (const [engine, choice, models] of engines) {
      // Flags of tfjs are those of a page.
      const page = await fresh();
      let started = 0;
      page.on("worker", () => started++);
      const opened = await page.evaluate((choice) => window.harness.open(choice), choice);
      if (opened.kind !== choice.engine || opened.backend !== choice.backend)
        throw new Error(`asked for ${engine}, got ${opened.kind} on ${opened.backend}`);
      console.log(`${engine}: ${opened.renderer}`);
      for (const { name, json } of cases) {
        try {
          const deviations = await page.evaluate(
            ([name, json, models]) => window.harness.golden(name, json, models),
            [name, json, models] as const,
          );
          report(
            name,
            engine,
            deviations.map((one) => ({ ...one, error: Number(one.error), relative: Number(one.relative) })),
            "engine",
          );
        } catch (error) {
          // An engine that refuses a file has not passed it.
          failed++;
          console.log(`FAIL ${name.padEnd(width)} ${engine.padEnd(16)} ${String(error).split("\n")[0]}`);
        }
      }
      if (choice.crew && started === 0) throw new Error(`${engine} started no worker`);
      await page.close();
    }
  });

console.log("\nEngine, files compared, worst error, worst after Adam as a share of the learning rate:");
for (const [engine, { files, relative, adam }] of worsts)
  console.log(
    `${engine.padEnd(16)} ${String(files).padStart(3)} of ${cases.length}  ${relative.toExponential(1)}  ${adam.toExponential(1)}`,
  );
console.log(`\n${passed} passed, ${failed} failed, ${skipped.length} skipped`);
if (process.env.GOLDEN_SUMMARY)
  writeFileSync(process.env.GOLDEN_SUMMARY, JSON.stringify({ passed, failed, skipped }));
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
