import { expect, test } from "vitest";
import { withValue } from "../experiment/describe.ts";
import { decode } from "../experiment/link.ts";
import { createLinkSpec } from "./link-spec.ts";

const { spec: opened } = decode(
  "#1/task.kind=hello&models=gru&training.clipNorm=1&changes=9:training.clipNorm:4",
);
const clip = (update: number, value: number) => ({ update, field: "training.clipNorm", value });

test("the link holds the values at the start, and those shown of what moves no weight", () => {
  const link = createLinkSpec(opened);
  const shown = withValue(withValue(opened, "training.clipNorm", 3), "training.updates", 77);
  const linked = link.linked(withValue(shown, "view.probe", 5));
  expect([linked.training.clipNorm, linked.training.updates, linked.view.probe]).toEqual([1, 77, 5]);
  link.edit("training.clipNorm", 2);
  expect(link.linked(shown).training.clipNorm).toBe(2);
});

test("a change that the link planned is told again and changes nothing; another takes the planned one's place", () => {
  const link = createLinkSpec(opened);
  expect(link.record(clip(9, 4))).toBe(true);
  expect(link.base.changes).toEqual([clip(9, 4)]);
  expect(link.record(clip(5, 2))).toBe(false);
  expect(link.base.changes).toEqual([clip(5, 2)]);
});

test("a run that is left by touching a setting is left as it was before, with what was recorded since", () => {
  const link = createLinkSpec(opened);
  link.touch(opened);
  const other = withValue(opened, "training.batchSize", 7);
  link.touch(other);
  link.record(clip(3, 2));
  const { spec, base } = link.leave(other);
  expect(spec).toBe(opened);
  expect([base.training.batchSize, base.changes]).toEqual([opened.training.batchSize, [clip(3, 2)]]);
  // It is left once: the next run begins untouched.
  expect(link.leave(other).spec).toBe(other);
});

test("going back cuts the changes behind; what is shown of another run's start stays as it is", () => {
  const link = createLinkSpec(opened);
  link.record(clip(3, 2));
  link.record(clip(6, 3));
  expect(link.goBackTo(4, opened)?.training.clipNorm).toBe(2);
  expect(link.base.changes).toEqual([clip(3, 2)]);
  link.touch(opened);
  expect(link.goBackTo(2, withValue(opened, "training.batchSize", 7))).toBeNull();
  const left = link.leave(opened);
  expect([left.spec.training.clipNorm, left.base.changes]).toEqual([1, []]);
});
