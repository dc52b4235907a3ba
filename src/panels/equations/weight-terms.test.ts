import { describe, expect, test } from "vitest";
import { rngFrom } from "../../lib/rng.ts";
import { type AdjointLine, adjointsOf } from "../../model/adjoints.ts";
import { backwardStepsOf, lossAtStep } from "../../model/backward-steps.ts";
import { randomBatch, randomWeights, smallRequest, stackOf } from "../../model/networks.ts";
import { type ScanNode, scansOf } from "../../model/plan.ts";
import { walkBack } from "../../text/en/walk-back.ts";
import { backSentence } from "./back-sentence.ts";
import { gradientOf, largestRow, listedWeights, termsTable, weightTerms } from "./weight-terms.ts";

const layer = { cell: "peephole", options: { bidirectional: true, initialState: "learned" } } as const;
const plan = stackOf([layer, { cell: "gru", options: { clampZ: 30 } }], {
  ...smallRequest,
  batch: 1,
  steps: 6,
});
const [forward, backward, top] = scansOf(plan) as [ScanNode, ScanNode, ScanNode];
const weights = randomWeights(plan, rngFrom(2));
const batch = { ...randomBatch(plan, rngFrom(1)), weight: Float32Array.of(0, 0, 1, 0, 0, 1) };
const wayOf = ({ index }: ScanNode) => backwardStepsOf(plan, weights, batch, index);

test("every parameter of a scan is listed, as its source writes it", () => {
  expect(listedWeights(forward, "u").map(({ letter }) => letter)).toEqual([
    ...["U_i", "U_f", "U_c", "U_o", "W_i", "W_f", "W_c", "W_o", "b_i", "b_f", "b_c", "b_o"],
    ...["p_i", "p_f", "p_o", "h_0", "C_0"],
  ]);
  expect(new Set(listedWeights(forward, "keras").map(({ key }) => key)).size).toBe(17);
});

describe.each([
  ["forward", forward],
  ["backward", backward],
] as const)("a scan that reads %s", (_name, scan) => {
  test("the sum of all terms, which the way back ends with, is BPTT's gradient", () => {
    const way = wayOf(scan);
    for (const one of listedWeights(scan, "pytorch")) {
      const row = largestRow(scan, way, one, 1);
      const weight = { role: one.role, gate: one.gate, row, unit: 1 };
      for (let other = 0; other < one.rows; other++)
        expect(Math.abs(gradientOf(scan, way, { ...weight, row: other }))).toBeLessThanOrEqual(
          Math.abs(gradientOf(scan, way, weight)),
        );
      const { terms, sums, total, largest, half } = weightTerms(scan, way, weight);
      expect(sums[scan.direction === "forward" ? 0 : 5]).toBeCloseTo(total, 12);
      expect(Math.abs(terms[largest] as number)).toBe(Math.max(...terms.map(Math.abs)));
      const [first, last] = half ?? [0, -1];
      const magnitude = (values: Float64Array) => values.reduce((sum, term) => sum + Math.abs(term), 0);
      expect(magnitude(terms.subarray(first, last + 1))).toBeGreaterThan(magnitude(terms) / 2);
    }
  });
});

test("a table has a row for each step, with products where there are some", () => {
  const shown = weightTerms(top, wayOf(top), { role: "bias", gate: "r", row: 0, unit: 0 });
  const { columns } = walkBack.weights;
  const table = termsTable(columns, shown, Float64Array.of(1, 2, 3, 4, 5, 6));
  expect(table.header).toHaveLength(4);
  expect(table.rows[5]).toEqual([6, shown.terms[5], shown.sums[5], 6]);
  expect(termsTable(columns, shown, null).rows[0]).toHaveLength(3);
});

const adjointLine = (scan: ScanNode, kind: "value" | "delta", name: string): AdjointLine => {
  const line = adjointsOf(scan).lines.find((one) => one.kind === kind && one.name === name);
  if (!line) throw new Error(`no ${kind} of ${name}`);
  return line;
};

describe("sentences say where a gradient comes from", () => {
  const said = (scan: ScanNode, line: Parameters<typeof backSentence>[2], step: number, way = wayOf(scan)) =>
    backSentence(
      walkBack.say,
      { plan, scan, way, step, unit: 0, notation: "pytorch" },
      line,
      (name) => `the word of ${name}`,
    );
  const value = (scan: ScanNode, name: string) => {
    const line = adjointLine(scan, "value", name);
    return (step: number) => said(scan, line, step);
  };

  test("of the hidden state", () => {
    const ofTop = value(top, "h'");
    expect(ofTop(5)).toBe("All of it comes from the loss at this step.");
    expect(ofTop(4)).toBe("All of it comes from later steps; the loss at this step adds nothing.");
    expect(ofTop(2)).toMatch(/the loss at this step.*later steps/);
    expect(value(forward, "h'")(3)).toMatch(/layer 2.*later steps/);
    expect(value(backward, "h'")(3)).toMatch(/layer 2.*earlier steps/);
    expect(value(backward, "h'")(0)).toBe("All of it comes from layer 2.");
  });

  test("of one step's loss, after it and at it", () => {
    const way = backwardStepsOf(plan, weights, lossAtStep(batch, 2), top.index);
    const line = adjointLine(top, "value", "h'");
    expect(said(top, line, 3, way)).toBe("Nothing arrives: no later loss depends on this value.");
    expect(said(top, line, 2, way)).toBe("All of it comes from the loss at this step.");
  });

  test("of gates, held ones, slopes, and what is sent", () => {
    expect(value(top, "r")(3)).toBe("How much the loss changes per unit of change in r (the word of r).");
    expect(value(top, "z")(3)).toBe("z (the word of z) is held: what arrives here goes no further.");
    expect(said(top, adjointLine(top, "delta", "r"), 3)).toMatch(
      /^Through σ: its slope is 0\.\d+ here, at most 0\.25\.$/,
    );
    expect(said(top, { kind: "sent", state: "h", lag: 1 }, 3)).toBe("Goes to step 3.");
    expect(said(top, { kind: "sent", state: "h", lag: 1 }, 0)).toBe("Goes to the first state.");
    expect(said(backward, { kind: "sent", state: "c", lag: 1 }, 3)).toBe("Goes to step 5.");
    expect(said(backward, { kind: "sent", state: "c", lag: 1 }, 5)).toMatch(/learned first state/);
  });
});
