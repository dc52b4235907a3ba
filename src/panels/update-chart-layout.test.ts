import { expect, test } from "vitest";
import { Series } from "../lib/series.ts";
import {
  averagesOf,
  type Curve,
  changeLabels,
  endLabels,
  frameOf,
  grownRange,
  levelLabels,
  markUpdates,
  rowsOf,
  scalesOf,
  solvedLabels,
  tsv,
} from "./update-chart-layout.ts";

const frame = frameOf(548, 112, 80);
const scales = scalesOf(frame, "log", [1e-4, 2], 1000);

const curveOf = (lane: number, updates: number): Curve => {
  const series = new Series();
  for (let u = 1; u <= updates; u++) series.append(1 / (u + lane));
  return { lane, name: `model ${lane}`, series };
};

test.each([1, 3, 4])("with %d curves recharts draws at most 300 numbers, the newest among them", (count) => {
  const curves = Array.from({ length: count }, (_, lane) => curveOf(lane, 997));
  const rows = rowsOf(curves, averagesOf(curves, 0.9, "log"), 1000);
  expect(rows.length * count).toBeLessThanOrEqual(300);
  expect(rows[0]?.update).toBe(1);
  expect(rows.at(-1)?.update).toBe(997);
});

test("rows stand still while the run grows", () => {
  const at = (updates: number) => {
    const curves = [curveOf(0, updates)];
    return rowsOf(curves, averagesOf(curves, 0.9, "log"), 1000).map(({ update }) => update);
  };
  expect(at(700).slice(0, 60)).toEqual(at(999).slice(0, 60));
});

test("a curve without an update has no row", () => {
  const curves = [curveOf(0, 0)];
  expect(rowsOf(curves, averagesOf(curves, 0.9, "log"), 1000)).toEqual([]);
});

test("marks of four lanes never coincide and stop at the newest update", () => {
  const marks = [0, 1, 2, 3].flatMap((lane) => markUpdates(lane, 1000, 1000));
  expect(new Set(marks).size).toBe(marks.length);
  expect(markUpdates(0, 1000, 330)).toEqual([80, 320]);
});

test("end labels keep 15 px and leave out models without a value", () => {
  const labels = endLabels([1.386, Number.NaN, 6e-4, 5e-4], frame, scales);
  expect(labels.map(({ curve }) => curve)).toEqual([0, 2, 3]);
  expect(Math.abs((labels[1]?.y ?? 0) - (labels[2]?.y ?? 0))).toBeGreaterThanOrEqual(15);
});

test("discs that touch share a label; one beside the line of the update shown moves away from it", () => {
  const together = solvedLabels(
    [
      { x: 200, y: 40, update: 447 },
      { x: 203, y: 42, update: 449 },
    ],
    frame,
    Number.NaN,
  );
  expect(together.map(({ updates }) => updates)).toEqual([[447, 449]]);
  const [flipped] = solvedLabels([{ x: 200, y: 40, update: 447 }], frame, 240);
  expect(flipped?.anchor).toBe("end");
});

test("words of changes keep off a level's words and off one another", () => {
  const level = frame.top + 14;
  const [first, second] = changeLabels(
    [
      { update: 300, words: "learning rate 0.001" },
      { update: 310, words: "clip norm off" },
    ],
    [{ left: frame.left, right: frame.right, top: level - 13, bottom: level + 2 }],
    frame,
    scales,
  );
  expect(first?.y).toBeGreaterThan(level);
  expect(second?.y).toBeGreaterThan(first?.y ?? 0);
});

test("words of levels close together stand apart", () => {
  const labels = levelLabels(
    [
      { label: "guessing, ln 4 = 1.386", value: 1.386 },
      { label: "letter frequencies: 1.332", value: 1.332 },
      { label: "from the last letter: 0.277", value: 0.277 },
    ],
    frame,
    scales,
  );
  expect(labels).toHaveLength(3);
  for (const a of labels)
    for (const b of labels)
      if (a !== b) {
        const apart =
          a.box.right <= b.box.left ||
          b.box.right <= a.box.left ||
          a.box.bottom <= b.box.top ||
          b.box.bottom <= a.box.top;
        expect(apart).toBe(true);
      }
});

test("ranges grow in decades, and not for data within them", () => {
  expect(grownRange("log", [1e-4, 1e2], null)).toEqual([1e-4, 1e2]);
  expect(grownRange("log", [1e-4, 1e2], [1e-3, 50])).toEqual([1e-4, 1e2]);
  expect(grownRange("log", [1e-4, 1e2], [3e-6, 2e5])).toEqual([1e-6, 1e6]);
  expect(grownRange("linear", [0, 2], [0.1, 4])).toEqual([0, 4.5]);
});

test("a table is tab-separated, with a header", () => {
  expect(tsv(["update", "RNN"], [[1, 0.5]])).toBe("update\tRNN\n1\t0.5");
});
