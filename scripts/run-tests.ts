/**
 * `npm test` after the bootstrap: lint, types, build, unit tests, golden files, end-to-end tests, and the main stories on
 * Firefox and WebKit beside Chromium. Goes on after a failure, so that one run shows all of them. Before the last line are
 * the seconds of each stage and the slowest files. The last line is "N passed, N failed", in real counts: every unit test,
 * golden line and end-to-end test is one, and lint, types and build are one each. A skipped test is named and counts as neither.
 * A story that passed on its second try (playwright.config.ts) is one that passed, and is counted and named under "To look at".
 *
 *   npm test -- --only unit,e2e     some stages
 *   npm test -- --only e2e -- share     what follows the second -- goes to vitest, golden.ts and Playwright
 */
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { type StoryReport, storyResults, type Timed, toLookAt } from "./story-results.ts";

interface Outcome {
  readonly passed: number;
  readonly failed: number;
  /** Names, with the reason where there is one. */
  readonly skipped: readonly string[];
  /** One line each, repeated at the end. */
  readonly notes: readonly string[];
  /** Names of stories that failed, were tried again and passed, with what they failed with: they count as passed. */
  readonly onSecondTry: readonly string[];
  /** Files of tests, with the seconds that each took. */
  readonly files: readonly Timed[];
}

const nothing = () => ({
  passed: 0,
  failed: 0,
  skipped: [] as string[],
  notes: [] as string[],
  onSecondTry: [] as string[],
  files: [] as Timed[],
});
const failure = (note: string): Outcome => ({ ...nothing(), failed: 1, notes: [note] });

const root = join(import.meta.dirname, "..");
const temp = mkdtempSync(join(tmpdir(), "unrolled-test-"));

function run(args: readonly string[], env: Record<string, string> = {}): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      cwd: root,
      stdio: "inherit",
      env: { ...process.env, ...env },
    });
    child.on("error", reject);
    child.on("exit", (code) => resolve(code ?? 1));
  });
}

/** Its output comes in one piece at the end, so that several can run side by side. */
function runQuietly(
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<{ code: number; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      cwd: root,
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, ...env },
    });
    const parts: Buffer[] = [];
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (part: Buffer) => parts.push(part));
    child.on("error", reject);
    child.on("close", (code) => resolve({ code: code ?? 1, output: Buffer.concat(parts).toString("utf8") }));
  });
}

const bin = (path: string) => join(root, "node_modules", path);

function readJson<T>(path: string): T | undefined {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as T;
  } catch {
    return undefined; // the runner ended before it wrote
  }
}

async function single(name: string, args: readonly string[]): Promise<Outcome> {
  const { code, output } = await runQuietly(args);
  process.stdout.write(output);
  return code === 0 ? { ...nothing(), passed: 1 } : failure(`${name} failed`);
}

/** A runner that exits with an error although no test of its own failed has failed once itself. */
function settle(name: string, code: number, outcome: Outcome | undefined): Outcome {
  if (!outcome) return failure(`${name} ended with ${code} and wrote no result`);
  if (code === 0 || outcome.failed > 0) return outcome;
  return {
    ...outcome,
    failed: 1,
    notes: [...outcome.notes, `${name} ended with ${code} although no test failed`],
  };
}

interface VitestReport {
  testResults: {
    name: string;
    status: string;
    message?: string;
    /** Milliseconds since 1970. */
    startTime: number;
    endTime: number;
    assertionResults: { fullName: string; status: string }[];
  }[];
}

async function unit(extra: readonly string[]): Promise<Outcome> {
  const file = join(temp, "vitest.json");
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
  const code = await run([bin("vitest/vitest.mjs"), "run", ...reporters, ...extra]);
  const report = readJson<VitestReport>(file);
  if (!report) return settle("vitest", code, undefined);
  const outcome = nothing();
  for (const { name, status, assertionResults, startTime, endTime } of report.testResults) {
    outcome.files.push({ file: relative(root, name), seconds: (endTime - startTime) / 1000 });
    const fails = assertionResults.filter((one) => one.status === "failed");
    outcome.passed += assertionResults.filter((one) => one.status === "passed").length;
    outcome.failed += fails.length;
    outcome.notes.push(...fails.map((one) => `unit: ${one.fullName}`));
    const rest = assertionResults.filter((one) => one.status !== "passed" && one.status !== "failed");
    outcome.skipped.push(...rest.map((one) => `unit: ${one.fullName} (${one.status})`));
    if (status === "failed" && fails.length === 0) {
      outcome.failed += 1;
      outcome.notes.push(`unit: ${name} could not be run`);
    }
  }
  return settle("vitest", code, outcome);
}

async function golden(extra: readonly string[]): Promise<Outcome> {
  const script = join(root, "scripts", "golden.ts");
  if (!existsSync(script)) return failure("golden: scripts/golden.ts is missing");
  const file = join(temp, "golden.json");
  const { code, output } = await runQuietly(["--import", "tsx", script, ...extra], { GOLDEN_SUMMARY: file });
  process.stdout.write(output);
  const report = readJson<{ passed: number; failed: number; skipped: string[] }>(file);
  return settle(
    "golden",
    code,
    report && {
      ...nothing(),
      passed: report.passed,
      failed: report.failed,
      skipped: report.skipped.map((name) => `golden: ${name}`),
      notes: report.failed > 0 ? [`golden: ${report.failed} beyond their tolerance`] : [],
    },
  );
}

/** A port that is free now. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 4173));
    });
  });
}

/** @param stage its name in front of every test's. @param config Playwright's */
async function stories(stage: string, config: string, extra: readonly string[]): Promise<Outcome> {
  if (!existsSync(join(root, "dist", "index.html")))
    return failure(`${stage}: not run, there is no built page`);
  const file = join(temp, `${stage}.json`);
  const args = [bin("@playwright/test/cli.js"), "test", "-c", config, "--reporter=list,json", ...extra];
  const code = await run(args, {
    PLAYWRIGHT_JSON_OUTPUT_FILE: file,
    E2E_PORT: String(await freePort()),
  });
  const report = readJson<StoryReport>(file);
  if (!report) return settle("playwright", code, undefined);
  const { failures, ...results } = storyResults(stage, report);
  return settle(stage, code, { ...nothing(), ...results, notes: failures });
}

interface Stage {
  readonly title: string;
  readonly run: (extra: readonly string[]) => Promise<Outcome>;
}

const stages: Record<string, Stage> = {
  lint: {
    title: "Format and lint (biome ci)",
    run: () => single("lint", [bin("@biomejs/biome/bin/biome"), "ci", "."]),
  },
  types: {
    title: "Types (tsc)",
    run: () => single("types", [bin("typescript/bin/tsc"), "--noEmit"]),
  },
  build: {
    title: "Build (vite)",
    run: () => {
      // An old build must not stand in for one that failed.
      rmSync(join(root, "dist"), { recursive: true, force: true });
      return single("build", [bin("vite/bin/vite.js"), "build", "--logLevel", "warn"]);
    },
  },
  unit: { title: "Unit tests (vitest)", run: unit },
  golden: { title: "Golden values (npm run golden)", run: golden },
  e2e: {
    title: "End-to-end tests (playwright)",
    run: (extra) => stories("e2e", "playwright.config.ts", extra),
  },
  browsers: {
    title: "The main stories in Chromium, Firefox and WebKit",
    run: (extra) => stories("browsers", "browsers.config.ts", extra),
  },
};

/** One group after the other. Those of one need nothing of each other and leave the cores idle at times. */
const together = [["lint", "types", "build"], ["unit", "golden"], ["e2e"], ["browsers"]];

const args = process.argv.slice(2);
const only = args[0] === "--only" ? (args[1] ?? "").split(",") : Object.keys(stages);
const unknown = only.filter((name) => !Object.hasOwn(stages, name));
if (unknown.length > 0) {
  console.error(`Unknown stage "${unknown.join(", ")}"; there are ${Object.keys(stages).join(", ")}.`);
  process.exit(2);
}
const separator = args.indexOf("--");
const extra = separator === -1 ? [] : args.slice(separator + 1);

const total = nothing();
const table: string[] = [];

async function take(name: string, stage: Stage): Promise<void> {
  const began = performance.now();
  const outcome = await stage.run(extra);
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  const counts = `${outcome.passed} passed, ${outcome.failed} failed, ${outcome.skipped.length} skipped`;
  console.log(`── ${stage.title}: ${counts}, ${seconds} s`);
  table.push(`${name.padEnd(10)}${counts.padEnd(44)}${seconds.padStart(7)} s`);
  total.passed += outcome.passed;
  total.failed += outcome.failed;
  total.skipped.push(...outcome.skipped);
  total.notes.push(...outcome.notes);
  total.onSecondTry.push(...outcome.onSecondTry);
  total.files.push(...outcome.files);
}

const chosen = Object.entries(stages).filter(([name]) => only.includes(name));
const rule = (title: string) => `\n── ${title} ${"─".repeat(Math.max(2, 70 - title.length))}`;
for (const names of together) {
  const group = chosen.filter(([name]) => names.includes(name));
  if (group.length === 0) continue;
  console.log(rule(group.map(([, { title }]) => title).join(" · ")));
  await Promise.all(group.map(([name, stage]) => take(name, stage)));
}
rmSync(temp, { recursive: true, force: true });

console.log(rule("Summary"));
if (total.skipped.length > 0)
  console.log(`Skipped:\n${total.skipped.map((name) => `  ${name}`).join("\n")}\n`);
const noted = toLookAt(total.notes, total.onSecondTry);
if (noted.length > 0) console.log(`${noted.join("\n")}\n`);
const slowest = total.files.toSorted((a, b) => b.seconds - a.seconds).slice(0, 10);
if (slowest.length > 0)
  console.log(
    `The slowest files:\n${slowest.map(({ file, seconds }) => `  ${seconds.toFixed(1).padStart(7)} s  ${file}`).join("\n")}\n`,
  );
for (const line of table) console.log(line);
console.log(`in all${`${(performance.now() / 1000).toFixed(1)} s`.padStart(57)}`);
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed > 0 ? 1 : 0;
