/**
 * `npm test` after the bootstrap: lint, types, unit tests, build, golden files, end-to-end tests. Goes on after a failure, so
 * that one run shows all of them. The last line is "N passed, N failed", in real counts: every unit test, golden line and
 * end-to-end test is one, and lint, types and build are one each. A skipped test is named and counts as neither.
 *
 *   npm test -- --only unit,e2e     some stages
 *   npm test -- --only e2e -- share     what follows the second -- goes to vitest, golden.ts and Playwright
 */
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

interface Outcome {
  passed: number;
  failed: number;
  /** Names, with the reason where there is one. */
  skipped: string[];
  /** One line each, repeated at the end. */
  notes: string[];
}

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

const bin = (path: string) => join(root, "node_modules", path);

function readJson<T>(path: string): T | undefined {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as T;
  } catch {
    return undefined; // the runner ended before it wrote
  }
}

const single = (name: string, code: number): Outcome =>
  code === 0
    ? { passed: 1, failed: 0, skipped: [], notes: [] }
    : { passed: 0, failed: 1, skipped: [], notes: [`${name} failed`] };

/** A runner that exits with an error although no test of its own failed has failed once itself. */
function settle(name: string, code: number, outcome: Outcome | undefined): Outcome {
  if (!outcome)
    return { passed: 0, failed: 1, skipped: [], notes: [`${name} ended with ${code} and wrote no result`] };
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
    assertionResults: { fullName: string; status: string }[];
  }[];
}

async function unit(extra: readonly string[]): Promise<Outcome> {
  const file = join(temp, "vitest.json");
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
  const code = await run([bin("vitest/vitest.mjs"), "run", ...reporters, ...extra]);
  const report = readJson<VitestReport>(file);
  if (!report) return settle("vitest", code, undefined);
  const outcome: Outcome = { passed: 0, failed: 0, skipped: [], notes: [] };
  for (const { name, status, assertionResults } of report.testResults) {
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
  if (!existsSync(script))
    return { passed: 0, failed: 1, skipped: [], notes: ["golden: scripts/golden.ts is missing"] };
  const file = join(temp, "golden.json");
  const code = await run(["--import", "tsx", script, ...extra], { GOLDEN_SUMMARY: file });
  const report = readJson<{ passed: number; failed: number; skipped: string[] }>(file);
  return settle(
    "golden",
    code,
    report && {
      passed: report.passed,
      failed: report.failed,
      skipped: report.skipped.map((name) => `golden: ${name}`),
      notes: report.failed > 0 ? [`golden: ${report.failed} beyond their tolerance`] : [],
    },
  );
}

interface Suite {
  suites?: Suite[];
  specs?: {
    title: string;
    file: string;
    tests: {
      status: "expected" | "unexpected" | "flaky" | "skipped";
      annotations: { type: string; description?: string }[];
    }[];
  }[];
}

const specsOf = (suite: Suite): NonNullable<Suite["specs"]> => [
  ...(suite.specs ?? []),
  ...(suite.suites ?? []).flatMap(specsOf),
];

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

async function e2e(extra: readonly string[]): Promise<Outcome> {
  if (!existsSync(join(root, "dist", "index.html"))) {
    return { passed: 0, failed: 1, skipped: [], notes: ["e2e: not run, there is no built page"] };
  }
  const file = join(temp, "playwright.json");
  const code = await run([bin("@playwright/test/cli.js"), "test", "--reporter=list,json", ...extra], {
    PLAYWRIGHT_JSON_OUTPUT_FILE: file,
    E2E_PORT: String(await freePort()),
  });
  const report = readJson<Suite & { errors?: { message?: string }[] }>(file);
  if (!report) return settle("playwright", code, undefined);
  const outcome: Outcome = { passed: 0, failed: 0, skipped: [], notes: [] };
  for (const spec of specsOf(report)) {
    for (const { status, annotations } of spec.tests) {
      const name = `e2e: ${spec.file} › ${spec.title}`;
      const reason = annotations.find(({ type }) => type === "skip" || type === "fixme")?.description;
      if (status === "skipped") outcome.skipped.push(`${name} (${reason ?? "no reason given"})`);
      else if (status === "unexpected") outcome.failed += 1;
      else outcome.passed += 1;
      if (status === "unexpected") outcome.notes.push(name);
      if (status === "flaky") outcome.notes.push(`${name} (flaky: passed on a second try)`);
    }
  }
  return settle("playwright", code, outcome);
}

const stages: Record<string, { title: string; run: (extra: readonly string[]) => Promise<Outcome> }> = {
  lint: {
    title: "Format and lint (biome ci)",
    run: async () => single("lint", await run([bin("@biomejs/biome/bin/biome"), "ci", "."])),
  },
  types: {
    title: "Types (tsc)",
    run: async () => single("types", await run([bin("typescript/bin/tsc"), "--noEmit"])),
  },
  unit: { title: "Unit tests (vitest)", run: unit },
  build: {
    title: "Build (vite)",
    run: async () => {
      // An old build must not stand in for one that failed.
      rmSync(join(root, "dist"), { recursive: true, force: true });
      return single("build", await run([bin("vite/bin/vite.js"), "build", "--logLevel", "warn"]));
    },
  },
  golden: { title: "Golden values (npm run golden)", run: golden },
  e2e: { title: "End-to-end tests (playwright)", run: e2e },
};

const args = process.argv.slice(2);
const only = args[0] === "--only" ? (args[1] ?? "").split(",") : Object.keys(stages);
const unknown = only.filter((name) => !Object.hasOwn(stages, name));
if (unknown.length > 0) {
  console.error(`Unknown stage "${unknown.join(", ")}"; there are ${Object.keys(stages).join(", ")}.`);
  process.exit(2);
}
const separator = args.indexOf("--");
const extra = separator === -1 ? [] : args.slice(separator + 1);

const total: Outcome = { passed: 0, failed: 0, skipped: [], notes: [] };
const table: string[] = [];
for (const [name, stage] of Object.entries(stages)) {
  if (!only.includes(name)) continue;
  console.log(`\n── ${stage.title} ${"─".repeat(Math.max(2, 70 - stage.title.length))}`);
  const began = performance.now();
  const outcome = await stage.run(extra);
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  const counts = `${outcome.passed} passed, ${outcome.failed} failed, ${outcome.skipped.length} skipped`;
  console.log(`── ${stage.title}: ${counts}, ${seconds} s`);
  table.push(`${name.padEnd(8)}${counts.padEnd(44)}${seconds.padStart(7)} s`);
  total.passed += outcome.passed;
  total.failed += outcome.failed;
  total.skipped.push(...outcome.skipped);
  total.notes.push(...outcome.notes);
}
rmSync(temp, { recursive: true, force: true });

console.log(`\n── Summary ${"─".repeat(63)}`);
for (const line of table) console.log(line);
if (total.skipped.length > 0)
  console.log(`\nSkipped:\n${total.skipped.map((name) => `  ${name}`).join("\n")}`);
if (total.notes.length > 0)
  console.log(`\nTo look at:\n${total.notes.map((note) => `  ${note}`).join("\n")}`);
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed > 0 ? 1 : 0;
