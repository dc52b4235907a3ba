import { describe, expect, test } from "vitest";
import { type GoldenCase, readGolden } from "../testing/golden.ts";
import { compareFile, countedAnswers } from "../testing/golden-answers.ts";
import { breaches, compareGolden, oracleMachine, runGolden } from "../testing/golden-compare.ts";
import { comparableFiles, goldenFiles } from "../testing/golden-files.ts";
import { sayLeftOut } from "../testing/golden-left-out.ts";

const files = goldenFiles();
const cases = files.flatMap(({ golden }) => (golden.kind === "case" ? [golden] : []));

describe("the oracle repeats published values to 1e-12", () => {
  test.each(comparableFiles(files))("%s", async (_name, golden) => {
    const deviations = await compareFile(golden, oracleMachine);
    expect(breaches(deviations, "oracle")).toEqual([]);
    if (golden.kind === "answers") return;
    if (golden.kind === "jacobians") {
      // Of each step its Jacobian and its singular values, six of their products, and by loss the states, outputs, losses and maps.
      const [reach] = golden.reaches;
      const states = Object.keys(golden.trajectories[0] ?? {}).length;
      const all = 2 * (reach?.plan.steps ?? 0) + 6 + 2 * (2 * states + 2);
      if (golden.leftOut.length === 0) expect(deviations).toHaveLength(all);
      return;
    }
    // Nothing is silently left out: each loss has its value, its norm, the outputs and a gradient a parameter at least.
    const least = golden.losses.length * (3 + golden.weights.size) - golden.leftOut.length;
    expect(deviations.length).toBeGreaterThan(least);
  });
});

test.skipIf(process.env.GOLDEN_DIR !== undefined)(
  "no file of our own is skipped or leaves anything out",
  () => {
    expect(files.length).toBeGreaterThan(24);
    expect(files.filter(({ golden }) => golden.kind === "skipped")).toEqual([]);
    expect(files.flatMap(({ golden }) => ("leftOut" in golden ? golden.leftOut : []))).toEqual([]);
  },
);

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
  expect(readGolden("t.json", { kind: "truncated_bptt", base_file: "b.json (weights, x)" })).toMatchObject({
    reason: "“b.json”, which it builds on, is not in the folder",
  });
});

const sentence = "omitted: 48,000 numbers; the loss and the norms stand for them";
/** A file of one layer, with a sentence at these paths. */
function withSentences(...paths: readonly string[]): unknown {
  const whole = files.find(({ golden, json }) => {
    const isPlain = golden.kind === "case" && (json as { kind?: unknown }).kind === "single_layer";
    return isPlain && golden.losses.every(({ clipped }) => clipped);
  });
  const json = structuredClone(whole?.json);
  for (const path of paths) {
    const keys = path.split(".");
    const last = keys.pop() ?? "";
    const parent = keys.reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], json);
    expect(parent, path).toHaveProperty([last]);
    (parent as Record<string, unknown>)[last] = sentence;
  }
  return json;
}

const comparedNames = async (json: unknown): Promise<readonly string[]> => {
  const golden = readGolden("large.json", json);
  if (golden.kind !== "case") throw new Error(`no case: ${JSON.stringify(golden)}`);
  const deviations = await compareFile(golden, oracleMachine);
  expect(breaches(deviations, "oracle")).toEqual([]);
  return deviations.map(({ what }) => what);
};

test.each([
  ["forward.h", /^\w+\.forward h /],
  ["forward.gates", /^\w+\.forward (?!h |c )/],
  ["forward.y", /^\w+\.outputs$/],
  ["losses.ce_mean.value", /^ce_mean\.loss$/],
  ["losses.ce_mean.grads.kernel", /^ce_mean\.gradient layers\.0\.kernel$/],
  ["losses.ce_mean.grads.head_bias", /^ce_mean\.gradient readout\.bias$/],
  ["losses.ce_mean.grads", /^ce_mean\.gradient (layers|readout)/],
  ["losses.ce_mean.global_grad_norm", /^ce_mean\.gradient norm$/],
  ["losses.mse_sum.dL_dh", /^mse_sum\.dL\/dh /],
  ["losses.mse_sum.dL_dh_norm", /^mse_sum\.\|dL\/dh\| /],
  ["losses.mse_sum.dL_dh_norm.joint", /^mse_sum\.\|dL\/dh\| joint/],
  ["losses.mse_sum.after_update", /^mse_sum\.(clip|sgd|adam)/],
  ["losses.mse_sum.after_update.sgd_lr0p1.kernel", /^mse_sum\.sgd layers\.0\.kernel$/],
  ["target_mse", /^mse_sum\./],
])("where a file has a sentence for %s, it is absent and all else is compared", async (path, names) => {
  const all = await comparedNames(withSentences());
  const left = await comparedNames(withSentences(path));
  expect(left).toEqual(all.filter((name) => !names.test(name)));
  expect(left.length).toBeLessThan(all.length);
  expect(readGolden("large.json", withSentences(path))).toMatchObject({ leftOut: [{ path, sentence }] });
});

test("what a file leaves out is told by its sentence", () => {
  const golden = readGolden("large.json", withSentences("forward.h", "losses.ce_mean.grads"));
  expect(sayLeftOut((golden as GoldenCase).leftOut)).toEqual([
    expect.stringMatching(/^(losses\.ce_mean\.grads|forward\.h), .*: “omitted: 48,000 numbers; /),
  ]);
});

test.each(["weights", "weights.kernel", "x"])(
  "a file that leaves out %s is skipped with its sentence",
  (path) => {
    expect(readGolden("large.json", withSentences(path))).toEqual({
      kind: "skipped",
      name: "large.json",
      reason: `it leaves out ${path}: “${sentence}”`,
    });
  },
);

test("a first state that is left out is not taken for zero", () => {
  const json = { ...(withSentences() as object), h0: sentence };
  expect(readGolden("large.json", json)).toMatchObject({
    reason: expect.stringMatching(/^it leaves out h0: /),
  });
});

test("a file without any target is skipped", () => {
  expect(readGolden("large.json", withSentences("target_mse", "target_ce"))).toMatchObject({
    reason: "it has no loss with a target",
  });
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
