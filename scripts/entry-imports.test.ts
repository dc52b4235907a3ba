import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "vite";
import { expect, test } from "vitest";
import { entryImports, noEntryImports } from "./entry-imports.ts";

const chunk = (
  fileName: string,
  isEntry: boolean,
  imports: string[] = [],
  dynamicImports: string[] = [],
) => ({
  ...{ fileName, isEntry, imports, dynamicImports },
});

test("an import of an entry is found, static or dynamic; an import of another chunk is not", () => {
  const chunks = [
    chunk("worker.js", true, ["shared.js"], ["create.js", "late.js"]),
    chunk("create.js", false, ["worker.js"]),
    chunk("late.js", false, ["shared.js"], ["worker.js"]),
    chunk("shared.js", false),
  ];
  expect(entryImports(chunks)).toEqual([
    "create.js imports the entry worker.js",
    "late.js imports the entry worker.js",
  ]);
});

/** Builds a page whose worker has a lazy chunk; in the planted one that chunk needs what lives in the worker's entry. */
async function buildPage(isPlanted: boolean): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), "entry-imports-"));
  const write = (name: string, text: string) => writeFile(join(root, name), text);
  await write("index.html", '<!doctype html><script type="module" src="./main.js"></script>');
  await write("main.js", 'new Worker(new URL("./worker.js", import.meta.url), { type: "module" });');
  const shared = "export const state = { count: 0, log: (x) => console.log(x) };";
  await write("shared.js", shared);
  await write(
    "worker.js",
    isPlanted
      ? 'import { state } from "./shared.js"; self.onmessage = async () => { state.log(await import("./late.js")); };'
      : 'self.onmessage = async () => { console.log(await import("./late.js")); };',
  );
  await write("late.js", 'import { state } from "./shared.js"; export const next = () => ++state.count;');
  try {
    await build({
      root,
      configFile: false,
      logLevel: "silent",
      build: { write: false },
      plugins: [noEntryImports()],
      worker: { format: "es", plugins: () => [noEntryImports()] },
    });
    return "built";
  } catch (error) {
    return String(error);
  } finally {
    await rm(root, { recursive: true });
  }
}

test("the build fails where a worker's lazy chunk imports the worker's entry", async () => {
  expect(await buildPage(true)).toMatch(/late-\S+\.js imports the entry \S*worker-\S+\.js/);
  expect(await buildPage(false)).toBe("built");
});
