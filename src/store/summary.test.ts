import { expect, test } from "vitest";
import { trivialAnswer } from "../tasks/trivial.ts";
import { inWords } from "../testing/store-testbed.ts";
import type { ModelEvaluation } from "../trainer/protocol.ts";
import { milestoneOf } from "./summary.ts";

const at = (solvedAt: number | null, stuckAt: string | null): ModelEvaluation => ({
  ...{ loss: 1, metric: 50, solvedAt, stuckAt },
});
const open = at(null, null);
const names = ["RNN", "LSTM"];
const trivial = [
  trivialAnswer("chance", "chance", Math.log(4), { formula: "ln 4" }),
  trivialAnswer("last", "same as the last month", 0.1705),
];
const said = (...evaluations: readonly (readonly ModelEvaluation[])[]) =>
  milestoneOf({
    ...{ names, task: { trivial } },
    evaluations: evaluations.map((models, n) => ({ update: 20 * n, models })),
  })
    ?.map(inWords)
    .join(" ") ?? null;

test("what is new is said once, who solved the task first", () => {
  const stuck = at(null, "chance");
  expect(said([open, open])).toBeNull();
  expect(said([open, open], [stuck, at(80, null)])).toBe(
    "LSTM solved the task at update 80. RNN is still at chance.",
  );
  expect(said([stuck, at(80, null)], [stuck, at(80, null)])).toBeNull();
});

test("a baseline of several words is named as one, without its number", () => {
  expect(said([open, open], [at(null, "last"), open])).toBe(
    "RNN is still at the baseline “same as the last month”.",
  );
  // Kept by an earlier version, which named it by its line in the chart.
  expect(said([open, open], [at(null, "same as the last month: 0.1705"), open])).toBe(
    "RNN is still at the baseline “same as the last month”.",
  );
});
