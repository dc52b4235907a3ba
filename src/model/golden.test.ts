import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { completeGolden, type GoldenAnswersFile, type GoldenCase, readGolden } from "./golden.ts";
import { compareAnswers } from "./golden-answers.ts";
import { breaches, compareGolden, oracleMachine, runGolden } from "./golden-compare.ts";

const folder = process.env.GOLDEN_DIR ?? join(import.meta.dirname, "../../e2e/golden");
const parsed = (file: string): unknown => JSON.parse(readFileSync(join(folder, file), "utf8"));
const files = readdirSync(folder)
  .filter((file) => file.endsWith(".json"))
  .map((file) => readGolden(file, completeGolden(parsed(file), parsed)));
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

test.each(files.filter((file): file is GoldenAnswersFile => file.kind === "answers"))(
  "the lectures' quiz and parameter counts come out: $name",
  (answers) => {
    const deviations = compareAnswers(answers);
    expect(deviations.length).toBeGreaterThan(10);
    expect(breaches(deviations, "oracle")).toEqual([]);
  },
);

test("what is not known yet is skipped by name, with a reason", () => {
  expect(readGolden("x.json", { kind: "encoder" })).toEqual({
    kind: "skipped",
    name: "x.json",
    reason: "kind “encoder” is not known yet",
  });
  expect(readGolden("y.json", { kind: "single_layer", cell: "conv_lstm" })).toMatchObject({
    reason: "cell “conv_lstm” is not known yet",
  });
  expect(readGolden("z.json", 3)).toMatchObject({ kind: "skipped" });
});

test.each(["oracle", "engine"] as const)(
  "a wrong, missing or NaN array is a breach of the %s",
  async (who) => {
    const golden = cases[0] as GoldenCase;
    const { losses } = await runGolden(golden, oracleMachine);
    const spoil = (change: (values: Float64Array) => Float64Array | undefined) => {
      const spoilt = losses.map(({ trace, updated }) => {
        const gradients = new Map<string, Float64Array>(trace.gradients as ReadonlyMap<string, Float64Array>);
        const kernel: Float64Array | undefined = change(
          gradients.get("layers.0.kernel") ?? new Float64Array(0),
        );
        if (kernel) gradients.set("layers.0.kernel", kernel);
        else gradients.delete("layers.0.kernel");
        return { trace: { ...trace, gradients }, updated };
      });
      return breaches(compareGolden(golden, { losses: spoilt }), who).map(({ what }) => what);
    };
    expect(spoil((values) => values)).toEqual([]);
    for (const change of [
      (values: Float64Array) => values.map((x, i) => (i === 0 ? x + 1e-2 : x)),
      (values: Float64Array) => values.map(() => Number.NaN),
      (values: Float64Array) => values.slice(1),
      () => undefined,
    ])
      expect(spoil(change)).toContain("mse_sum.gradient layers.0.kernel");
  },
);
