/**
 * `npm run kinds [-- cell panel]`: follows the worked examples of CONTRIBUTING.md, each in a copy of this checkout in the temporary
 * folder. Adds what the example adds, runs the tests that it names, the type check and the linter, and prints the files and lines that
 * were touched. Exits with 1 if anything fails, so the document cannot promise less work than there is.
 */
import { execFileSync, spawnSync } from "node:child_process";
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { applyDiff, type Example, examplesOf } from "./kinds-read.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const git = (folder: string, ...args: string[]) =>
  execFileSync("git", args, {
    cwd: folder,
    encoding: "utf8",
    maxBuffer: 2 ** 26,
    stdio: ["ignore", "pipe", "pipe"],
  });

/** A copy of all files that git would commit, with an index of its own that shows later changes. */
function scratchCopy(): string {
  const scratch = mkdtempSync(join(tmpdir(), "unrolled-kinds-"));
  const listed = git(root, "ls-files", "-z", "--cached", "--others", "--exclude-standard").split("\0");
  for (const path of listed.filter((path) => path !== "")) {
    mkdirSync(dirname(join(scratch, path)), { recursive: true });
    copyFileSync(join(root, path), join(scratch, path));
  }
  symlinkSync(join(root, "node_modules"), join(scratch, "node_modules"));
  git(scratch, "init", "--quiet");
  git(scratch, "add", "--all");
  return scratch;
}

interface Change {
  readonly path: string;
  readonly added: number;
  readonly removed: number;
  readonly isNew: boolean;
}

/** Files and lines that differ from the copied checkout, of which `base` is the tree. */
function touched(scratch: string, base: string): Change[] {
  git(scratch, "add", "--all");
  const isNew = new Set(git(scratch, "diff", "--cached", "--name-only", "--diff-filter=A", base).split("\n"));
  return git(scratch, "diff", "--cached", "--numstat", base)
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => line.split("\t"))
    .map(([added, removed, path = ""]) => ({
      path,
      added: Number(added),
      removed: Number(removed),
      isNew: isNew.has(path),
    }));
}

/**
 * Runs a tool of node_modules in the scratch copy; the output of one that fails is printed. A filter by name that matches no test
 * is a failure as well.
 */
function passes(scratch: string, tool: string, ...args: string[]): boolean {
  // In CI, Vitest would refuse to write the frozen defaults of a new kind.
  const { CI: _, ...env } = process.env;
  const { status, stdout, stderr } = spawnSync(join(scratch, "node_modules", ".bin", tool), args, {
    cwd: scratch,
    env: { ...env, NO_COLOR: "1" },
    encoding: "utf8",
    maxBuffer: 2 ** 26,
    shell: process.platform === "win32",
  });
  const [, count] = /Tests .*?(\d+) passed/.exec(stdout) ?? [];
  const isRight = status === 0 && (tool !== "vitest" || Number(count) > 0);
  console.log(
    `  ${isRight ? "ok    " : "FAILED"}  ${tool} ${args.join(" ")}${count ? ` (${count} tests)` : ""}`,
  );
  if (!isRight) console.log(`${stdout}${stderr}`);
  return isRight;
}

/** Follows one example in the scratch copy; false if a command fails or a file is touched that the section does not name. */
function follow(scratch: string, base: string, { title, text, files, edits, tests }: Example): boolean {
  console.log(`\n${title}`);
  for (const { path, text } of files) {
    const target = join(scratch, path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, text, { flag: "wx" });
  }
  for (const { path, diff } of edits) {
    const target = join(scratch, path);
    writeFileSync(target, applyDiff(readFileSync(target, "utf8"), diff, path));
  }
  const written = new Set([...files, ...edits].map(({ path }) => path));
  const passed = [
    passes(scratch, "tsc", "--noEmit"),
    passes(scratch, "biome", "ci", ...written),
    ...tests.map((args) => passes(scratch, "vitest", "run", ...args)),
  ].every(Boolean);
  const changes = touched(scratch, base);
  for (const { path, added, removed, isNew } of changes) {
    const how = isNew ? (written.has(path) ? "new" : "new, written by the tests") : "changed";
    console.log(`  ${`+${added}`.padStart(5)} ${removed > 0 ? `−${removed}` : "  "}  ${path} (${how})`);
  }
  const lines = changes.reduce((sum, { added }) => sum + added, 0);
  const before = changes.filter(({ isNew }) => !isNew);
  console.log(`  ${changes.length} files, ${lines} lines; ${before.length} of the files existed before`);
  const unnamed = changes.filter(({ path }) => !text.includes(path));
  for (const { path } of unnamed) console.log(`  FAILED  CONTRIBUTING.md does not name ${path}`);
  return passed && unnamed.length === 0;
}

const asked = process.argv.slice(2);
const all = examplesOf(readFileSync(join(root, "CONTRIBUTING.md"), "utf8"));
const kindOf = ({ title }: Example) => title.split(" ").at(-1) ?? "";
const unknown = asked.filter((kind) => !all.some((example) => kindOf(example) === kind));
if (unknown.length > 0) {
  console.error(`Unknown kind “${unknown.join(" ")}”; CONTRIBUTING.md has ${all.map(kindOf).join(", ")}.`);
  process.exit(1);
}

const scratch = scratchCopy();
const failed: string[] = [];
try {
  const base = git(scratch, "write-tree").trim();
  for (const example of all.filter((example) => asked.length === 0 || asked.includes(kindOf(example)))) {
    if (!follow(scratch, base, example)) failed.push(example.title);
    git(scratch, "read-tree", base);
    git(scratch, "checkout-index", "--all", "--force");
    git(scratch, "clean", "-d", "--force", "--quiet", "--exclude=node_modules");
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
console.log(
  failed.length > 0 ? `\nFailed: ${failed.join(", ")}` : "\nEvery example of CONTRIBUTING.md works.",
);
process.exitCode = failed.length > 0 ? 1 : 0;
