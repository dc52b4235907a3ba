import { describe, expect, test } from "vitest";
import {
  clipNorm,
  defaultRate,
  defaultStart,
  descend,
  highest,
  isInPlane,
  lossAt,
  outcomeOf,
  placed,
  plane,
  slopeAt,
  updates,
  wallNorm,
} from "./toy.ts";

/** Weights all over the plane. */
const grid = Array.from({ length: 18 }, (_, i) =>
  Array.from({ length: 19 }, (_, j) => ({
    w: plane.w[0] + 0.05 * i,
    b: plane.b[0] + 0.05 * j,
  })),
).flat();

describe("one unit over 50 steps", () => {
  test("its gradient is the slope of its loss", () => {
    const h = 1e-6;
    for (const { w, b } of grid) {
      const { dw, db, norm } = slopeAt({ w, b });
      const exact = (w: number, b: number) => slopeAt({ w, b }).loss;
      const slope = [
        (exact(w + h, b) - exact(w - h, b)) / (2 * h),
        (exact(w, b + h) - exact(w, b - h)) / (2 * h),
      ];
      expect(Math.abs(dw - (slope[0] ?? 0))).toBeLessThan(1e-6 * Math.max(1, norm) ** 2);
      expect(Math.abs(db - (slope[1] ?? 0))).toBeLessThan(1e-6 * Math.max(1, norm) ** 2);
      expect(norm).toBe(Math.hypot(dw, db));
    }
  });

  test("its picture has the same losses", () => {
    for (const at of grid) expect(Math.abs(lossAt(at) - slopeAt(at).loss)).toBeLessThan(1e-7);
  });

  test("no loss of the plane is above the top of the scale, and the gradient of the wall is only at the wall", () => {
    for (const at of grid) expect(lossAt(at)).toBeLessThan(highest);
    // The wall is where the first state is the one that the unit neither leaves nor returns to: b = h_0 − w·σ(h_0).
    const fromWall = ({ w, b }: (typeof grid)[number]) => Math.abs(b - (0.5 - w / (1 + Math.exp(-0.5))));
    for (const at of grid) if (fromWall(at) > 0.1) expect(slopeAt(at).norm).toBeLessThan(wallNorm / 2);
  });
});

describe("from the default start", () => {
  const free = outcomeOf(descend(defaultStart, defaultRate));
  const clipped = outcomeOf(descend(defaultStart, defaultRate, clipNorm));

  test("both meet the wall at the same update", () => {
    expect(free.wall).toEqual({ update: 17, norm: expect.closeTo(24.7, 1) });
    expect(clipped.wall).toEqual(free.wall);
  });

  test("without clipping one gradient leaves the plane, and nothing brings it back", () => {
    expect(free.left).toEqual(free.wall);
    expect(free.endsInside).toBe(false);
    expect(free.isStuck).toBe(true);
    // σ(h) is 1 there: (1 − 0.7)².
    expect(free.loss).toBeCloseTo(0.09, 3);
  });

  test("clipped it stays in the plane and ends lower", () => {
    expect(clipped.left).toBe(null);
    expect(clipped.endsInside).toBe(true);
    expect(clipped.above).toBeGreaterThan(0);
    expect(clipped.loss).toBeLessThan(free.loss / 50);
  });
});

describe("descents", () => {
  test("clipped, no update is longer than the rate times the clip norm, and its direction is the gradient's", () => {
    const path = descend(defaultStart, defaultRate, clipNorm);
    expect(path).toHaveLength(updates + 1);
    path.slice(1).forEach((next, k) => {
      const { w, b, dw, db, norm } = path[k] ?? slopeAt(defaultStart);
      const [across, up] = [next.w - w, next.b - b];
      expect(Math.hypot(across, up)).toBeLessThanOrEqual(defaultRate * clipNorm * (1 + 1e-9));
      expect(-(across * dw + up * db)).toBeCloseTo(Math.hypot(across, up) * norm, 9);
    });
  });

  test("where no gradient is above the clip norm both are the same path, which meets no wall", () => {
    const start = { w: 4.7, b: -2.12 };
    const free = descend(start, 0.02);
    expect(descend(start, 0.02, clipNorm)).toEqual(free);
    expect(outcomeOf(free)).toMatchObject({ wall: null, left: null, above: 0, endsInside: true });
  });

  test("one that leaves the plane over an edge without a wall has met none", () => {
    const { wall, left, isStuck } = outcomeOf(descend({ w: 4.2, b: -2.085 }, 0.2));
    expect(wall === null || (left !== null && wall.update <= left.update)).toBe(true);
    expect(isStuck).toBe(false);
  });

  test("a start is put into the plane and rounded to what is read out", () => {
    expect(placed({ w: 9, b: -9 })).toEqual({ w: plane.w[1], b: plane.b[0] });
    expect(placed({ w: 4.50049, b: -2.5006 })).toEqual({ w: 4.5, b: -2.501 });
    expect(isInPlane(placed({ w: 0, b: 0 }))).toBe(true);
  });
});
