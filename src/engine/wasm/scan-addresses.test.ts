import { describe, expect, test } from "vitest";
import { smallRequest, stackOf } from "../../model/networks.ts";
import { type Plan, scansOf } from "../../model/plan.ts";
import { Bump } from "./heap.ts";
import { argumentOffsets, operandAddress, wantTotals, writeArguments } from "./routine-arguments.ts";
import { scanAddresses } from "./scan-addresses.ts";
import { placeScan } from "./scan-places.ts";
import { type ScanShape, shapeOf } from "./shape.ts";

const base = 4096;
const size = 3;
const steps = 5;
const ZEROS = 64;
/** Addresses below the workspace: weights a unit and held gates. */
const fixed = {
  unit: (name: string) => 128 + name.length,
  held: (gate: string) => 1024 + gate.charCodeAt(0),
  zeros: ZEROS,
};

function placed(cell: "lstm" | "gru" | "state-skip", options = {}, scan = 0, more: Partial<Plan> = {}) {
  const plan = { ...stackOf([{ cell, options }], { ...smallRequest, steps, batch: size }, 5), ...more };
  const shape = shapeOf(plan, scansOf(plan)[scan] as ScanShape["scan"]);
  const bump = new Bump();
  const places = placeScan(bump, shape, plan, size);
  return { plan, shape, where: scanAddresses(shape, plan, places, base, size), end: base + bump.bytes };
}

describe("addresses of a scan", () => {
  test("a forward scan comes from earlier steps, a backward one from later ones", () => {
    const { where } = placed("lstm");
    expect([where.order, where.earlier(2, 1), where.firstAt, where.pastAt]).toEqual([
      [0, 1, 2, 3, 4],
      1,
      -1,
      -1,
    ]);
    const back = placed("lstm", { bidirectional: true }, 1).where;
    expect([back.order, back.earlier(2, 1), back.firstAt, back.pastAt]).toEqual([[4, 3, 2, 1, 0], 3, 5, 5]);
  });

  test.each([
    ["lstm", {}, 0],
    ["gru", { resetAfter: false, bidirectional: true }, 1],
    ["state-skip", { skip: 3 }, 0],
  ] as const)(
    "%s %j: steps of planes follow each other, the states before the first step among them",
    (cell, options, scan) => {
      const { shape, where } = placed(cell, options, scan);
      const all = shape.printed.planes.flatMap((_, index) =>
        Array.from({ length: steps + shape.lags }, (_, n) =>
          where.planeAt(index, Math.min(where.pastAt, 0) + n),
        ),
      );
      expect(new Set(all.map((at, n) => at - n * where.plane)).size).toBe(1);
    },
  );

  test("a state other than the output has a ring of seeds, one step longer than it looks back", () => {
    const { where } = placed("lstm");
    expect(where.seedAt("h", 3)).toBe(where.arrivingAt(3));
    expect(where.seedAt("c", 3)).toBe(where.seedAt("c", 1));
    expect(Math.abs(where.seedAt("c", 3) - where.seedAt("c", 2))).toBe(where.plane);
  });

  test("what a step sends over a cut goes where nobody reads it", () => {
    const { where } = placed("lstm", {}, 0, { truncation: 2 });
    expect(where.carryAt("h", 2, 1)).toBe(where.carryAt("c", 4, 3));
    expect(where.carryAt("h", 2, 1)).not.toBe(where.seedAt("h", 1));
    expect(where.carryAt("h", 3, 2)).toBe(where.seedAt("h", 2));
  });

  test("a held gate has no accumulator, but one spare accumulator takes what is written for it", () => {
    const [free, held] = [placed("lstm"), placed("lstm", { clampF: 50, clampO: 0 })];
    expect(free.where.wide).toBe(4 * free.where.row);
    expect(held.where.wide).toBe(3 * held.where.row);
    expect(held.shape.placeOf.filter((place) => place === undefined)).toHaveLength(2);
  });
});

describe("arguments of routines", () => {
  test.each([{}, { clampZ: 20 }, { clampZ: 20, clampR: 100 }])(
    "of a GRU with %j: whole operands within the workspace, or fixed",
    (options) => {
      const { shape, where, end } = placed("gru", { ...options, resetAfter: false });
      const { printed } = shape;
      const words = new Uint32Array(end / 4);
      writeArguments(words, shape, where, fixed);
      const offsets = argumentOffsets(shape);
      for (const t of where.order)
        for (const [routines, own] of [
          [printed.forward, offsets.forward],
          [printed.backward, offsets.backward],
        ] as const)
          routines.forEach(({ operands }, phase) => {
            const at = (where.argumentsAt(t) + (own[phase] as number)) / 4;
            expect([...words.subarray(at, at + 2), words[at + 3]]).toEqual([size, where.row, 0]);
            const stride = words[at + 2] as number;
            operands.forEach((operand, i) => {
              const address = words[at + 4 + i] as number;
              expect(address).toBe(operandAddress(operand, phase, t, shape, where, fixed));
              if (address < base) return;
              const isWide = operand.kind === "sum" || operand.kind === "delta";
              const bytes = isWide
                ? (size - 1) * stride + where.row
                : operand.kind === "held"
                  ? 32
                  : where.row;
              expect(address + bytes).toBeLessThanOrEqual(end);
            });
          });
    },
  );

  test("a phase whose gates are all held reads zeros in place of its sums, at every row the same", () => {
    const { shape, where, end } = placed("gru", { clampZ: 20, clampR: 100, resetAfter: false });
    const words = new Uint32Array(end / 4);
    writeArguments(words, shape, where, fixed);
    expect(shape.phases[0]?.accumulators.count).toBe(0);
    const sums = shape.printed.forward[0]?.operands.flatMap((operand) =>
      operand.kind === "sum" ? [operandAddress(operand, 0, 2, shape, where, fixed)] : [],
    );
    expect(sums).toEqual([ZEROS, ZEROS]);
    expect(words[where.argumentsAt(2) / 4 + 2]).toBe(0);
  });

  test("totals are asked of the backward routines alone", () => {
    const { shape, where, end } = placed("gru", { resetAfter: false });
    const words = new Uint32Array(end / 4);
    writeArguments(words, shape, where, fixed);
    const before = words.slice();
    const offsets = argumentOffsets(shape);
    wantTotals(words, offsets, where, true);
    const changed = [...words].flatMap((word, i) => (word === before[i] ? [] : [i * 4]));
    const expected = where.order.flatMap((t) =>
      offsets.backward.map((offset) => where.argumentsAt(t) + offset + 12),
    );
    expect(changed).toEqual(expected.sort((a, b) => a - b));
    wantTotals(words, offsets, where, false);
    expect(words).toEqual(before);
  });
});
