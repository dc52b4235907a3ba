import { expect, test } from "vitest";
import { collate, type Sample } from "../lib/batch.ts";
import { type AnyValues, defaults } from "../lib/fields.ts";
import { inEnglish } from "../lib/phrase.ts";
import { rngFrom } from "../lib/rng.ts";
import { type TaskKind, tasks } from "./index.ts";
import type { PreparedTask, Split } from "./task.ts";

const kinds = ["adding", "temporal-order"] as const satisfies readonly TaskKind[];
const prepare = (kind: TaskKind, values: AnyValues): Promise<PreparedTask> =>
  tasks[kind].prepare({ ...defaults(tasks[kind].fields), ...values }, 1, async () => null);
const samplesOf = ({ sample }: PreparedTask, split: Split, count: number): Sample[] => {
  const rng = rngFrom(2).fork(split);
  return Array.from({ length: count }, () => sample(rng, split));
};

test.each(kinds)(
  "sequences of %s have every length from the shortest on, held-out ones too",
  async (kind) => {
    const task = await prepare(kind, { length: 14, shortest: 10 });
    expect(task.io).toMatchObject({ steps: 14, isPadded: true });
    for (const split of ["train", "heldOut"] as const) {
      const samples = samplesOf(task, split, 400);
      expect([...new Set(samples.map(({ length }) => length))].sort()).toEqual([10, 11, 12, 13, 14]);
      const { lengths, weight, size } = collate(samples);
      expect(lengths).toHaveLength(400);
      // The answer is read at the last step of each.
      lengths?.forEach((length, b) => {
        const counted = samples[b]?.weight.findLastIndex((value) => value > 0);
        expect([counted, weight[(length - 1) * size + b]]).toEqual([length - 1, 1]);
      });
    }
  },
);

test.each(kinds)("%s: a shortest one as long as all others changes nothing", async (kind) => {
  const equal = samplesOf(await prepare(kind, { length: 20 }), "train", 8);
  for (const shortest of [20, 33]) {
    const task = await prepare(kind, { length: 20, shortest });
    expect(task.io.isPadded).toBe(false);
    expect(samplesOf(task, "train", 8)).toEqual(equal);
  }
  expect(collate(equal)).not.toHaveProperty("lengths");
});

test("a drawing shows nothing after the end", async () => {
  for (const kind of kinds) {
    const task = await prepare(kind, { length: 30, shortest: 8 });
    const sample = samplesOf(task, "train", 20).find(({ length }) => (length ?? 30) < 20);
    if (!sample?.length) throw new Error("no short sequence among twenty");
    const { input, target, sentence } = task.drawing(sample);
    for (const track of [...input, target]) {
      if (track.kind === "symbols") expect(track.symbols.slice(sample.length).join("")).toBe("");
      if (track.kind === "series")
        expect(track.values.slice(sample.length).every((value) => Number.isNaN(value))).toBe(true);
      if (track.kind === "marks") expect(track.at.slice(sample.length)).not.toContain(true);
    }
    for (const step of inEnglish(sentence).match(/(?<=step )\d+/g) ?? [])
      expect(Number(step)).toBeLessThanOrEqual(sample.length);
  }
});
