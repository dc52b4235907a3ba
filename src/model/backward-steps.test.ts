/** The way back, step by step, against the oracle's own gradients and against finite differences. */
import { describe, expect, test } from "vitest";
import type { Batch } from "../lib/batch.ts";
import { add, input } from "../lib/expr.ts";
import { rngFrom } from "../lib/rng.ts";
import { goldenFiles } from "../testing/golden-files.ts";
import { SLOPE } from "../testing/slopes.ts";
import { adjointsOf, valueName } from "./adjoints.ts";
import {
  type BackwardSteps,
  backwardStepsOf,
  lossAtStep,
  normsOfStates,
  placeOfWeight,
  termsOfWeight,
  type UnitWeight,
} from "./backward-steps.ts";
import {
  everyCell,
  everyClamp,
  everyReach,
  planOfEquations,
  randomBatch,
  randomWeights,
  smallRequest,
  stackOf,
} from "./networks.ts";
import { traceOracle } from "./oracle/run.ts";
import { type Plan, type ScanNode, scansOf } from "./plan.ts";

/** Every weight of a unit. */
function* weightsOf(scan: ScanNode, unit: number): Generator<UnitWeight> {
  const roles = { kernel: scan.inputs, recurrentKernel: scan.units, bias: 1, recurrentBias: 1 } as const;
  for (const role of Object.keys(roles) as (keyof typeof roles)[])
    for (const gate of scan.blocks[role])
      for (let row = 0; row < roles[role]; row++) yield { role, gate, row, unit };
  for (const { leaf } of adjointsOf(scan).graph.params)
    yield { role: "perUnit", gate: leaf.name, row: 0, unit };
  if (scan.first.kind === "learned")
    for (const gate of scan.states) yield { role: "initial", gate, row: 0, unit };
}

const sum = (values: Iterable<number>): number => [...values].reduce((total, value) => total + value, 0);

/** Worst difference between sums of terms over all steps and sequences and BPTT's gradient, relative to the largest entry of it. */
function worstSum(plan: Plan, seed: number): number {
  const rng = rngFrom(seed);
  const weights = randomWeights(plan, rng.fork("weights"));
  const batch = randomBatch(plan, rng.fork("batch"));
  const { gradients } = traceOracle(plan, weights, batch);
  let [worst, largest, compared] = [0, 0, 0];
  for (const scan of scansOf(plan)) {
    const backs = Array.from({ length: batch.size }, (_, b) =>
      backwardStepsOf(plan, weights, batch, scan.index, b),
    );
    for (let unit = 0; unit < scan.units; unit++)
      for (const weight of weightsOf(scan, unit)) {
        const { path, index } = placeOfWeight(scan, weight);
        const total = sum(backs.flatMap((back) => [...termsOfWeight(scan, back, weight)]));
        const gradient = gradients.get(path)?.[index] as number;
        expect(backs[0]?.gradients.get(path)?.[index]).toBe(gradient);
        worst = Math.max(worst, Math.abs(total - gradient));
        largest = Math.max(largest, Math.abs(gradient));
        compared++;
      }
  }
  // Nothing is left out: all parameters of scans were summed.
  const own = plan.params.filter(({ node }) => scansOf(plan).some(({ id }) => id === node));
  expect(compared).toBe(sum(own.map(({ size }) => size)));
  expect(largest).toBeGreaterThan(1e-3);
  return worst / largest;
}

/** Above and later parts of ∂L/∂s_t, and what the equations make of them within the step. */
function expectParts(plan: Plan, scan: ScanNode, back: BackwardSteps): void {
  const { lines, lags } = adjointsOf(scan);
  const { steps: T } = back;
  const H = scan.units;
  for (const line of lines) {
    // A state that no later equation of its step reads has nothing but these parts.
    if (line.kind !== "value" || line.name !== `${scan.states[0]}'`) continue;
    const state = valueName(line.name);
    const total = back.adjoints.get(line.node) ?? [];
    for (let t = 0; t < T; t++)
      for (let u = 0; u < H; u++) {
        let parts = back.above[state]?.[t * H + u] as number;
        for (const lag of lags[state] ?? []) {
          const later = scan.direction === "forward" ? t + lag : t - lag;
          if (later >= 0 && later < T) parts += back.sent[state]?.[lag]?.[later * H + u] as number;
        }
        expect(Math.abs(parts - (total[t * H + u] as number))).toBeLessThan(1e-13);
      }
  }
  expect(plan.nodes).toContain(scan);
}

const tokens = { input: { kind: "tokens", size: 4 }, outputs: 3, loss: "crossEntropy" } as const;

describe("terms of all steps add up to BPTT's gradient of every weight, to 1e-12", () => {
  test.each([...everyCell, ...everyClamp])("$name", (layer) => {
    expect(worstSum(stackOf([layer]), 1)).toBeLessThan(1e-12);
  });
  test.each(everyReach)("$name, over more steps than it looks back", (layer) => {
    expect(worstSum(stackOf([layer], { ...smallRequest, steps: 19 }), 2)).toBeLessThan(1e-12);
  });
  test.each(everyCell)(
    "$name, in two layers and directions, learned first states, padded or cut",
    (layer) => {
      const own = { ...layer, options: { ...layer.options, bidirectional: true, initialState: "learned" } };
      for (const how of [{ isPadded: true }, { truncation: 3 }]) {
        const plan = stackOf([own, own], { ...smallRequest, ...tokens, ...how, steps: 7, batch: 3 }, 2);
        expect(scansOf(plan)).toHaveLength(4);
        expect(worstSum(plan, 3)).toBeLessThan(1e-12);
      }
    },
  );
});

/** The same plan with an input of its own for every step at every equation: a weight of it adds to one value at one step. */
function disturbable(plan: Plan): { readonly plan: Plan; batchOf(batch: Batch): Batch } {
  const [scan] = scansOf(plan) as [ScanNode];
  const { equations, gates, states, units } = scan;
  const [D, T] = [plan.input.size, plan.steps];
  const disturbed = equations.map(({ name, expr }) => ({ name, expr: add(expr, input(`+${name}`, false)) }));
  const request = { ...smallRequest, steps: T, batch: 1, input: { kind: "floats", size: D + T } } as const;
  const extra = equations.map(({ name }) => `+${name}`);
  const made = planOfEquations(disturbed, [...gates, ...extra], states, request, units);
  const nodes = made.nodes.map((node) => (node.op === "scan" ? { ...node, held: scan.held } : node));
  return {
    plan: { ...made, nodes },
    batchOf: (batch) => ({
      ...batch,
      x: Float32Array.from({ length: T * (D + T) }, (_, i) => {
        const [t, d] = [Math.floor(i / (D + T)), i % (D + T)];
        return d < D ? (batch.x[t * D + d] as number) : Number(d - D === t);
      }),
    }),
  };
}

describe("adjoints are slopes of the loss by what is added to a value", () => {
  const distinct = [...everyCell, ...everyClamp, ...everyReach.slice(0, 2)];
  test.each(distinct)("$name", (layer) => {
    const plan = stackOf([layer], { ...smallRequest, batch: 1, steps: 5 });
    const [scan] = scansOf(plan) as [ScanNode];
    const { units: H } = scan;
    const batch = randomBatch(plan, rngFrom(5));
    const weights = randomWeights(plan, rngFrom(6));
    const back = backwardStepsOf(plan, weights, batch, 0);
    const other = disturbable(plan);
    const moved: Map<string, Float64Array> = new Map(
      other.plan.params.map(({ path, size }) => [path, new Float64Array(size)]),
    );
    for (const role of ["kernel", "recurrentKernel", "bias", "recurrentBias"] as const) {
      const [from, to] = [weights.get(`layers.0.${role}`), moved.get(`layers.0.${role}`)];
      const [otherScan] = scansOf(other.plan) as [ScanNode];
      const rows = { kernel: scan.inputs, recurrentKernel: H, bias: 1, recurrentBias: 1 }[role];
      const wide = otherScan.blocks[role].length * H;
      scan.blocks[role].forEach((gate, g) => {
        const at = otherScan.blocks[role].indexOf(gate);
        for (let r = 0; r < rows; r++)
          for (let u = 0; u < H; u++)
            if (to && from)
              to[r * wide + at * H + u] = from[r * scan.blocks[role].length * H + g * H + u] as number;
      });
    }
    for (const { path } of plan.params)
      if (!/\.(kernel|recurrentKernel|bias|recurrentBias)$/.test(path) || path.startsWith("readout"))
        moved.set(path, weights.get(path) as Float64Array);
    const disturbed = other.batchOf(batch);
    const lossNow = () => traceOracle(other.plan, moved, disturbed).loss;
    expect(lossNow()).toBe(back.loss);
    const kernel = moved.get("layers.0.kernel") as Float64Array;
    const gates = scansOf(other.plan)[0]?.blocks.kernel ?? [];
    let largest = 0;
    for (const line of adjointsOf(scan).lines) {
      if (line.kind !== "value") continue;
      const told = back.adjoints.get(line.node) as Float64Array;
      for (let t = 0; t < 5; t++)
        for (let u = 0; u < H; u++) {
          const at = (scan.inputs + t) * gates.length * H + gates.indexOf(`+${line.name}`) * H + u;
          const lossAt = (by: number) => {
            kernel[at] = by;
            return lossNow();
          };
          const slope = (lossAt(1e-5) - lossAt(-1e-5)) / 2e-5;
          kernel[at] = 0;
          expect(Math.abs(slope - (told[t * H + u] as number)), `∂L/∂${line.name} at ${t}`).toBeLessThan(
            SLOPE,
          );
          largest = Math.max(largest, Math.abs(slope));
        }
    }
    expect(largest).toBeGreaterThan(1e-3);
    expectParts(plan, scan, back);
  });
});

describe("the loss of one step", () => {
  const mean = { ...smallRequest, batch: 1, steps: 6 };
  const requests = [mean, { ...mean, reduction: "batch" }, { ...mean, ...tokens }] as const;
  test.each(everyCell)("$name: with the weights of the loss, ∂L_t/∂W of all steps is ∂L/∂W", (layer) => {
    for (const request of requests) {
      const plan = stackOf([layer, layer], request);
      const batch = randomBatch(plan, rngFrom(7));
      const weights = randomWeights(plan, rngFrom(8));
      const scale = "reduction" in request ? 1 : sum(batch.weight);
      for (const scan of scansOf(plan)) {
        const whole = backwardStepsOf(plan, weights, batch, scan.index);
        const counted = [0, 1, 2, 3, 4, 5].filter((t) => (batch.weight[t] as number) > 0);
        const each = counted.map((t) => ({
          share: (batch.weight[t] as number) / scale,
          back: backwardStepsOf(plan, weights, lossAtStep(batch, t), scan.index),
          t,
        }));
        expect(sum(each.map(({ share, back }) => share * back.loss))).toBeCloseTo(whole.loss, 12);
        for (const weight of weightsOf(scan, 1)) {
          const { path, index } = placeOfWeight(scan, weight);
          const total = sum(each.map(({ share, back }) => share * sum(termsOfWeight(scan, back, weight))));
          expect(total).toBeCloseTo(whole.gradients.get(path)?.[index] as number, 12);
          // Nothing after step t has a part in L_t.
          for (const { back, t } of each)
            expect(
              termsOfWeight(scan, back, weight)
                .subarray(t + 1)
                .every((term) => term === 0),
            ).toBe(true);
        }
      }
    }
  });

  test("where a task asks for nothing at a step, the target is the next one's", () => {
    const plan = stackOf([{ cell: "gru", options: {} }], { ...smallRequest, ...tokens, batch: 1 });
    const batch = { ...randomBatch(plan, rngFrom(1)), weight: Float32Array.of(0, 0, 0, 2) };
    const first = lossAtStep(batch, 0);
    expect([...first.weight]).toEqual([1, 0, 0, 0]);
    expect(first.y[0]).toBe(batch.y[3]);
    expect(first.y.slice(1)).toEqual(batch.y.slice(1));
  });
});

test("norms of states are those of the trace, all states together", () => {
  const plan = stackOf([{ cell: "lstm", options: {} }], { ...smallRequest, batch: 1 });
  const [batch, weights] = [randomBatch(plan, rngFrom(1)), randomWeights(plan, rngFrom(2))];
  const [scan] = scansOf(plan) as [ScanNode];
  const { stateGradients } = traceOracle(plan, weights, batch);
  const norms = normsOfStates(scan, backwardStepsOf(plan, weights, batch, 0));
  for (let t = 0; t < 4; t++) {
    const own = ["h", "c"].flatMap((state) => [
      ...(stateGradients[0]?.[state] ?? []).slice(t * 3, t * 3 + 3),
    ]);
    expect(norms[t]).toBeCloseTo(Math.hypot(...own), 14);
  }
});

describe("published values: terms add up to the gradients of the files, and adjoints of states are their dL/ds", () => {
  const cases = goldenFiles().flatMap(({ golden }) => (golden.kind === "case" ? [golden] : []));
  test.each(cases.map((golden) => [golden.name, golden] as const))("%s", (_name, golden) => {
    for (const { plan, batch, gradients, stateGradients } of golden.losses)
      for (const scan of scansOf(plan)) {
        const backs = Array.from({ length: batch.size }, (_, b) =>
          backwardStepsOf(plan, golden.weights, batch, scan.index, b, golden.initial),
        );
        const unit = scan.units - 1;
        for (const weight of weightsOf(scan, unit)) {
          const { path, index } = placeOfWeight(scan, weight);
          const expected = gradients.get(path);
          if (!expected) continue;
          const total = sum(backs.flatMap((back) => [...termsOfWeight(scan, back, weight)]));
          const largest = Math.max(...Array.from(expected, Math.abs));
          expect(Math.abs(total - (expected[index] as number)) / largest).toBeLessThan(1e-12);
        }
        for (const [state, expected] of Object.entries(stateGradients[scan.index] ?? {})) {
          const line = adjointsOf(scan).lines.find(
            (one) => one.kind === "value" && valueName(one.name) === state,
          );
          if (line?.kind !== "value") throw new Error(`no line of ${state}`);
          const largest = Math.max(...Array.from(expected, Math.abs));
          backs.forEach((back, b) => {
            back.adjoints.get(line.node)?.forEach((told, i) => {
              const [t, u] = [Math.floor(i / scan.units), i % scan.units];
              const its = expected[(t * batch.size + b) * scan.units + u] as number;
              expect(Math.abs(told - its) / largest).toBeLessThan(1e-12);
            });
          });
        }
      }
  });
});
