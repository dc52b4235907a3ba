/**
 * `npm run golden`: every file of e2e/golden (or GOLDEN_DIR) through the oracle and through every engine, with the worst
 * error of each group of arrays. Ends with a failure if one is beyond its tolerance (docs/numerics.md), or if nothing was
 * compared at all. GOLDEN_SUMMARY names a file for {passed, failed, skipped}.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { EngineChoice } from "../e2e/harness/engines.ts";
import { strictFlags } from "../e2e/harness/flags.ts";
import { completeGolden, readGolden } from "../src/model/golden.ts";
import { compareAnswers } from "../src/model/golden-answers.ts";
import {
  breaches,
  compareGolden,
  type Deviation,
  oracleMachine,
  runGolden,
} from "../src/model/golden-compare.ts";
import { withHarness } from "./harness.ts";

/** Every engine of the table, by the name in its rows. */
const engines: readonly (readonly [string, EngineChoice])[] = [
  ["reference/webgl", { engine: "reference", backend: "webgl", flags: strictFlags }],
  ["reference/cpu", { engine: "reference", backend: "cpu", flags: strictFlags }],
  ["webgl", { engine: "webgl", backend: "webgl", flags: strictFlags }],
  ["wasm", { engine: "wasm", backend: "wasm" }],
  ["wasm/plain", { engine: "wasm", backend: "wasm", relaxed: false }],
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
  ["answers", /./],
];
const groupOf = ({ what }: Deviation): string => {
  const name = what.replace(/^(mse_sum|ce_mean)\./, "");
  return groups.find(([, pattern]) => pattern.test(name))?.[0] ?? "answers";
};

const folder = process.env.GOLDEN_DIR ?? join(import.meta.dirname, "..", "e2e", "golden");
const names = readdirSync(folder)
  .filter((file) => file.endsWith(".json"))
  .sort();
const parsed = (name: string): unknown =>
  names.includes(name) ? JSON.parse(readFileSync(join(folder, name), "utf8")) : undefined;
const files = names.map((name) => ({ name, json: completeGolden(parsed(name), parsed) }));
const width = Math.max(...files.map(({ name }) => name.length), 4);

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
const cases: typeof files = [];
for (const file of files) {
  const golden = readGolden(file.name, file.json);
  if (golden.kind === "skipped") {
    skipped.push(golden.name);
    console.log(`skipped ${golden.name}: ${golden.reason}`);
  } else if (golden.kind === "answers") {
    report(golden.name, "oracle", compareAnswers(golden), "oracle");
  } else {
    cases.push(file);
    report(golden.name, "oracle", compareGolden(golden, await runGolden(golden, oracleMachine)), "oracle");
  }
}

if (cases.length > 0)
  await withHarness(async ({ fresh }) => {
    for (const [engine, choice] of engines) {
      // Flags of tfjs are those of a page.
      const page = await fresh();
      const opened = await page.evaluate((choice) => window.harness.open(choice), choice);
      if (opened.kind !== choice.engine || opened.backend !== choice.backend)
        throw new Error(`asked for ${engine}, got ${opened.kind} on ${opened.backend}`);
      console.log(`${engine}: ${opened.renderer}`);
      for (const { name, json } of cases) {
        try {
          const deviations = await page.evaluate(([name, json]) => window.harness.golden(name, json), [
            name,
            json,
          ] as const);
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
      await page.close();
    }
  });

console.log(`\n${passed} passed, ${failed} failed, ${skipped.length} skipped`);
if (process.env.GOLDEN_SUMMARY)
  writeFileSync(process.env.GOLDEN_SUMMARY, JSON.stringify({ passed, failed, skipped }));
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
