import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type GoldenCase, readGolden } from "./golden.ts";
import { breaches, compareGolden, oracleMachine, runGolden } from "./golden-compare.ts";

const folder = process.env.GOLDEN_DIR ?? join(import.meta.dirname, "../../e2e/golden");
const files = readdirSync(folder)
  .filter((file) => file.endsWith(".json"))
  .map((file) => readGolden(file, JSON.parse(readFileSync(join(folder, file), "utf8"))));
const cases = files.filter((file): file is GoldenCase => file.kind === "case");

describe("the oracle repeats published values to 1e-12", () => {
  test.each(cases.map((golden) => [golden.name, golden] as const))("%s", async (_name, golden) => {
    const deviations = compareGolden(golden, await runGolden(golden, oracleMachine));
    expect(breaches(deviations, "oracle")).toEqual([]);
    // Nothing is silently left out: each loss has its value, its norm, the outputs and a gradient a parameter at least.
    const least = golden.losses.length * (3 + golden.weights.size);
    expect(deviations.length).toBeGreaterThan(least);
  });
});
