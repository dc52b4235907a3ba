import { describe, expect, test } from "vitest";
import { type GoldenCase, readGolden } from "./golden.ts";
import { compareFile, countedAnswers } from "./golden-answers.ts";
import { breaches, compareGolden, oracleMachine, runGolden } from "./golden-compare.ts";
import { comparableFiles, goldenFiles } from "./golden-files.ts";

const files = goldenFiles();
const cases = files.flatMap(({ golden }) => (golden.kind === "case" ? [golden] : []));

describe("the oracle repeats published values to 1e-12", () => {
  test.each(comparableFiles(files))("%s", async (_name, golden) => {
    const deviations = await compareFile(golden, oracleMachine);
    expect(breaches(deviations, "oracle")).toEqual([]);
    if (golden.kind === "answers") return;
    // Nothing is silently left out: each loss has its value, its norm, the outputs and a gradient a parameter at least.
    const least = golden.losses.length * (3 + golden.weights.size);
    expect(deviations.length).toBeGreaterThan(least);
  });
});

test.skipIf(process.env.GOLDEN_DIR !== undefined)("no file of our own is skipped", () => {
  expect(files.length).toBeGreaterThan(20);
  expect(files.filter(({ golden }) => golden.kind === "skipped")).toEqual([]);
});

test("the lectures' parameter counts come out", () => {
  const answers = files.flatMap(({ golden }) => (golden.kind === "answers" ? [golden] : []));
  for (const file of answers) {
    expect(countedAnswers(file)).toHaveLength(11);
    expect(breaches(countedAnswers(file), "oracle")).toEqual([]);
  }
});

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
