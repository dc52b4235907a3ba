import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { completeGolden, type GoldenCase, readGolden } from "../../model/golden.ts";
import { breaches, compareGolden, runGolden } from "../../model/golden-compare.ts";
import { machineOf } from "../machine.ts";
import { createWasmEngine } from "./create.ts";

const folder = join(import.meta.dirname, "../../../e2e/golden");
const parsed = (file: string): unknown => JSON.parse(readFileSync(join(folder, file), "utf8"));
const cases = readdirSync(folder)
  .filter((file) => file.endsWith(".json"))
  .map((file) => readGolden(file, completeGolden(parsed(file), parsed)))
  .filter((file): file is GoldenCase => file.kind === "case");

test.each(cases.map((golden) => [golden.name, golden] as const))("%s on SIMD kernels", async (_, golden) => {
  const engine = await createWasmEngine();
  const deviations = compareGolden(golden, await runGolden(golden, machineOf(engine)));
  expect(breaches(deviations, "engine")).toEqual([]);
  expect([engine.tensorCount(), engine.memoryBytes()]).toEqual([0, 0]);
});
