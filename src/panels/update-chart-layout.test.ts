import fc from "fast-check";
import { expect, test } from "vitest";
import { Series } from "../lib/series.ts";
import { textWidth } from "./text-width.ts";
import {
  averagesOf,
  type Curve,
  type EventLabel,
  eventLabels,
  eventMark,
  fitted,
  fittedLevel,
  frameOf,
  grownRange,
  gutterPlaces,
  legendPlaces,
  legendRow,
  linesOf,
  markUpdates,
  rowsOf,
  scalesOf,
  smallWidth,
  solvedEvents,
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

const item = (value: number, rank = 0) => ({ y: Number.isNaN(value) ? value : scales.y(value), rank });

test("words in the right gutter keep 15 px and leave out models without a value", () => {
  const [first, none, third, fourth] = gutterPlaces(
    [1.386, Number.NaN, 6e-4, 5e-4].map((v) => item(v)),
    frame,
  );
  expect(none).toBeNull();
  expect(first).toBeLessThan(third as number);
  expect((fourth as number) - (third as number)).toBeGreaterThanOrEqual(15);
});

test("where the gutter is full, words close up, then levels go and models stay", () => {
  const low = frameOf(548, 95, 80);
  const models = [1.4, 1.39, 1.38, 1.37].map((value) => item(value));
  const levels = [1.386, 1.332, 0.277].map((value) => item(value, 1));
  const places = gutterPlaces([...models, ...levels], low);
  expect(places.slice(0, 4)).not.toContain(null);
  const shown = places.filter((y) => y !== null).sort((a, b) => a - b);
  for (const [k, y] of shown.slice(1).entries())
    expect(y - (shown[k] as number)).toBeGreaterThanOrEqual(11.5);
  expect(shown[0]).toBeGreaterThanOrEqual(low.top - 4);
  expect(shown.at(-1)).toBeLessThanOrEqual(low.bottom + 2);
});

const say = (updates: readonly number[]) => [
  `99 % correct at update ${updates.join(", ")}`,
  `solved ${updates.join(", ")}`,
  updates.join(", "),
];
const boxesOf = (labels: readonly EventLabel[]) =>
  labels.map(({ event, left, words }) => ({
    left,
    right: left + eventMark * event.lanes.length + smallWidth(words),
  }));

test("discs that are near each other share their words", () => {
  const discs = [
    { x: 200, update: 447, lane: 1 },
    { x: 203, update: 449, lane: 2 },
    { x: 300, update: 700, lane: 0 },
  ];
  expect(solvedEvents(discs, say).map(({ forms, lanes }) => [forms.at(-1), lanes])).toEqual([
    ["447, 449", [1, 2]],
    ["700", [0]],
  ]);
});

test("events say the criterion where all have room to, else “solved”, else their updates", () => {
  const said = (xs: readonly number[]) =>
    eventLabels(
      solvedEvents(
        xs.map((x, lane) => ({ x, update: x, lane })),
        say,
      ),
      frame,
    ).map(({ words }) => words);
  const { left, right } = frame;
  expect(right - left).toBeGreaterThan(400);
  expect(said([left + 10])).toEqual([`99 % correct at update ${left + 10}`]);
  expect(said([left + 10, left + 200])).toEqual([
    `99 % correct at update ${left + 10}`,
    `99 % correct at update ${left + 200}`,
  ]);
  expect(said([left + 10, left + 90])).toEqual([`solved ${left + 10}`, `solved ${left + 90}`]);
  expect(said([left + 10, left + 50])).toEqual([`${left + 10}`, `${left + 50}`]);
});

test("words of events stand over the plot, begin at their update, and never touch", () => {
  const change = (x: number, words: string) => ({ x, lanes: [], forms: [words] });
  for (let gap = 0; gap < 200; gap += 7) {
    const events = [
      ...solvedEvents(
        [
          { x: 100, update: 80, lane: 1 },
          { x: 100 + gap, update: 400, lane: 2 },
        ],
        say,
      ),
      change(110, "learning rate 0.001"),
      change(frame.right - 2, "clip norm off"),
    ];
    const boxes = boxesOf(eventLabels(events, frame));
    expect(boxes.length).toBeGreaterThan(1);
    for (const [k, box] of boxes.slice(1).entries())
      expect(box.left).toBeGreaterThan((boxes[k]?.right ?? 0) + 4);
    for (const box of boxes) expect(box.right).toBeLessThanOrEqual(frame.right + 1);
  }
});

test("a narrow plot has names, values and levels in rows over it, none wider than the plot", () => {
  const widths = [80, 90, 85, 150];
  const places = legendPlaces(widths, 256);
  expect(places.map(({ row }) => row)).toEqual([0, 0, 1, 1]);
  for (const [k, { x }] of places.entries()) expect(x + (widths[k] as number)).toBeLessThanOrEqual(256);
  expect(frameOf(340, 170, 80, 2).top - frameOf(340, 170, 80, 0).top).toBe(2 * legendRow);
});

test("a sentence stands in lines of the plot's width, and loses no word", () => {
  const sentence = "All start at guessing, ln 61 = 4.111: accuracy 1.6 %.";
  const lines = linesOf(sentence, 200);
  expect(lines.length).toBeGreaterThan(1);
  for (const line of lines) expect(textWidth(line)).toBeLessThanOrEqual(200);
  expect(lines.join(" ")).toBe(sentence);
});

test("words that are wider than their gutter are cut with an ellipsis", () => {
  expect(fitted("LSTM", 100)).toBe("LSTM");
  const cut = fitted("same as a year before, where the window has it: 0.407", 160);
  expect(cut.endsWith("…")).toBe(true);
  expect(textWidth(cut)).toBeLessThanOrEqual(160);
  // A level's value stays.
  const level = fittedLevel("same as a year before, where the window has it: 0.407", 150);
  expect(level).toMatch(/^same as .*…: 0\.407$/);
  expect(smallWidth(level)).toBeLessThanOrEqual(150);
  expect(fittedLevel("letter frequencies: 3.119", 150)).toBe("letter frequencies: 3.119");
});

test("ranges grow in decades, and not for data within them", () => {
  expect(grownRange("log", [1e-4, 1e2], null)).toEqual([1e-4, 1e2]);
  expect(grownRange("log", [1e-4, 1e2], [1e-3, 50])).toEqual([1e-4, 1e2]);
  expect(grownRange("log", [1e-4, 1e2], [3e-6, 2e5])).toEqual([1e-6, 1e6]);
  expect(grownRange("linear", [0, 2], [0.1, 4])).toEqual([0, 4.5]);
});

test("whatever a loss is, its axis has two ends and every value a place between them", () => {
  const anyLoss = fc.oneof(
    fc.double({ min: 0, max: 3.4e38, noNaN: true }),
    fc.constantFrom(0, 1e-45, 1e-38, 1e-30, 0.5, 1e18, 3.4e38),
  );
  fc.assert(
    fc.property(
      fc.constantFrom("log" as const, "linear" as const),
      fc.array(anyLoss, { minLength: 1, maxLength: 6 }),
      anyLoss,
      anyLoss,
      (axis, losses, floor, top) => {
        const positive = losses.filter((loss) => loss > 0);
        const data = positive.length > 0 ? ([Math.min(...positive), Math.max(...positive)] as const) : null;
        // The charts' own ranges have their ends apart; two equal numbers drawn here would be none.
        const low = Math.max(1e-38, Math.min(floor, top));
        const base = [low, Math.max(2 * low, floor, top)] as const;
        const range = grownRange(axis, axis === "log" ? base : [0, base[1]], data);
        expect(range.every(Number.isFinite) && range[1] > range[0]).toBe(true);
        const { y } = scalesOf(frame, axis, range, 100);
        for (const loss of losses) {
          expect(y(loss)).toBeGreaterThanOrEqual(frame.top);
          expect(y(loss)).toBeLessThanOrEqual(frame.bottom);
        }
      },
    ),
    { numRuns: 1000 },
  );
  expect(scalesOf(frame, "linear", [3, 3], 100).y(3)).toBe((frame.top + frame.bottom) / 2);
  expect(grownRange("linear", [0, 0], [1, 2])).toEqual([0, 2]);
});
