import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { completeGolden, type GoldenCase, readGolden } from "../../model/golden.ts";
import { breaches, compareGolden, runGolden } from "../../model/golden-compare.ts";
import type { Engine } from "../engine.ts";
import { machineOf } from "../machine.ts";
import { createReferenceEngine } from "./engine.ts";

let engine: Engine;
beforeAll(async () => {
  engine = await createReferenceEngine({ backend: "cpu" });
});
afterAll(() => engine.dispose());

const folder = join(import.meta.dirname, "../../../e2e/golden");
const parsed = (file: string): unknown => JSON.parse(readFileSync(join(folder, file), "utf8"));
const cases = readdirSync(folder)
  .filter((file) => file.endsWith(".json"))
  .map((file) => readGolden(file, completeGolden(parsed(file), parsed)))
  .filter((file): file is GoldenCase => file.kind === "case");

test.each(cases.map((golden) => [golden.name, golden] as const))(
  "%s on tfjs' CPU backend",
  async (_, golden) => {
    const before = engine.tensorCount();
    const deviations = compareGolden(golden, await runGolden(golden, machineOf(engine)));
    expect(breaches(deviations, "engine")).toEqual([]);
    expect(engine.tensorCount()).toBe(before);
  },
);
