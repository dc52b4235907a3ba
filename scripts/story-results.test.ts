import { expect, test } from "vitest";
import { type StoryReport, storyResults, toLookAt } from "./story-results.ts";

type Story = NonNullable<StoryReport["specs"]>[number];
type Status = Story["tests"][number]["status"];

const story = (title: string, status: Status, ...tries: readonly (string | null)[]): Story => ({
  title,
  file: "some.spec.ts",
  tests: [
    {
      projectName: "page",
      status,
      results: tries.map((message) => ({ duration: 500, ...(message !== null && { error: { message } }) })),
      annotations: status === "skipped" ? [{ type: "skip", description: "one core" }] : [],
    },
  ],
});

const report: StoryReport = {
  suites: [
    { specs: [story("at once", "expected", null)] },
    {
      suites: [
        {
          specs: [
            story("at last", "flaky", "\u001b[31mError: first\u001b[39m\n  Expected: 2", null),
            story("never", "unexpected", "Error: first", "Error: second"),
            story("elsewhere", "skipped"),
          ],
        },
      ],
    },
  ],
};

test("a story that passes on its second try is one that passed, and is listed with what it failed with first", () => {
  const results = storyResults("e2e", report);
  expect([results.passed, results.failed]).toEqual([2, 1]);
  expect(results.onSecondTry).toEqual([
    "e2e: page › some.spec.ts › at last (passed on the second try; first: Error: first Expected: 2)",
  ]);
});

test("a story that fails twice failed once", () => {
  const { failed, failures } = storyResults("e2e", report);
  expect(failed).toBe(1);
  expect(failures).toEqual(["e2e: page › some.spec.ts › never (Error: first)"]);
});

test("a skipped story is named with its reason and counts as neither; a file's seconds are those of all tries", () => {
  const { skipped, files } = storyResults("e2e", report);
  expect(skipped).toEqual(["e2e: page › some.spec.ts › elsewhere (one core)"]);
  expect(files).toEqual([{ file: "e2e: page › some.spec.ts", seconds: 2.5 }]);
});

test("one spec in two projects is two stories", () => {
  const spec = story("in both", "expected", null);
  const twice = { ...spec, tests: [...spec.tests, ...spec.tests] };
  expect(storyResults("browsers", { specs: [twice] }).passed).toBe(2);
});

test("a long message is cut, and one that is missing is told as such", () => {
  const [long, none] = storyResults("e2e", {
    specs: [story("long", "unexpected", "x".repeat(1000)), story("none", "unexpected", null)],
  }).failures;
  expect(long).toMatch(/\(x{200}…\)$/);
  expect(none).toMatch(/\(no message\)$/);
});

test("the summary counts second tries and names them; where there is nothing to look at it has no lines", () => {
  expect(toLookAt([], [])).toEqual([]);
  expect(toLookAt(["unit: a"], [])).toEqual(["To look at:", "  unit: a"]);
  expect(toLookAt(["unit: a"], ["b (…)", "c (…)"])).toEqual([
    "To look at:",
    "  unit: a",
    "  passed on the second try: 2",
    "  b (…)",
    "  c (…)",
  ]);
});
