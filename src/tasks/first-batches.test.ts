import { expect, test } from "vitest";
import { readAsset } from "../../scripts/data-assets.ts";
import { collate, type Sample } from "../lib/batch.ts";
import { defaults } from "../lib/fields.ts";
import { type Rng, rngFrom } from "../lib/rng.ts";
import { heldOutSample } from "./held-out.ts";
import { type TaskKind, tasks } from "./index.ts";
import type { PreparedTask } from "./task.ts";

const load = async (name: string) => readAsset(name);
const prepareDefault = (kind: TaskKind, seed = 1): Promise<PreparedTask> =>
  tasks[kind].prepare(defaults(tasks[kind].fields), seed, load);
const heldOut = (task: PreparedTask, count: number): Sample[] =>
  Array.from({ length: count }, (_, index) => heldOutSample(task, 1, index));
const train = (task: PreparedTask, rng: Rng, count: number): Sample[] =>
  Array.from({ length: count }, () => task.sample(rng, "train"));

/**
 * Links name a task and a seed, and must go on meaning the same data. A changed hash is a new version of the link format
 * (and a line for it here), or a mistake.
 */
const firstBatches: { readonly [version: number]: { readonly [K in TaskKind]?: string } } = {
  1: {
    "temporal-order": "16545c45d648392c",
    adding: "dab8c803d9ee6669",
    "copy-memory": "b4c754a15baf2741",
    hello: "51b211f61e4a61fe",
    sonnets: "728c0e76b85dd4b3",
    temperature: "1ca884deaf30c7fd",
    // Joined version 1 later:
    "moby-dick": "af0aee9d529b8726",
    sine: "cec86f477889ad00",
    co2: "f5a99eb25c40e792",
    // With their examples:
    text: "0e28b40501044405",
    table: "535fafbfaab87a5b",
  },
};

/** Kinds whose data no version promises, and why. */
const unpromised: { readonly [K in TaskKind]?: string } = {
  source: "its text is the source that the page was built from, and changes with every release",
};

/** SHA-256 of the first 16 sequences of update 1 and the first 16 held-out ones, at defaults with seed 1. */
async function hashOf(kind: TaskKind): Promise<string> {
  const task = await prepareDefault(kind);
  const batches = [collate(train(task, rngFrom(1).fork("batch/1"), 16)), collate(heldOut(task, 16))];
  const bytes = batches.flatMap(({ x, y, weight }) =>
    [x, y, weight].flatMap((array) => [...new Uint8Array(array.buffer, array.byteOffset, array.byteLength)]),
  );
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", Uint8Array.from(bytes)));
  return [...digest.slice(0, 8)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

const promised = (Object.keys(tasks) as TaskKind[]).filter((kind) => !Object.hasOwn(unpromised, kind));
for (const [kind, why] of Object.entries(unpromised))
  test.skip(`no version promises ${kind}: ${why}`, () => {});

// The first run after a task was added writes its hash next to its defaults; both are committed with the task.
test.each(promised)("the first batch of %s is what version 1 of the links promised", async (kind) => {
  const found = await hashOf(kind);
  const listed = firstBatches[1]?.[kind];
  if (listed !== undefined) expect(found, `${kind} now hashes to ${found}`).toBe(listed);
  else
    await expect(`${found}\n`, `${kind} now hashes to ${found}`).toMatchFileSnapshot(
      `../experiment/versions/joined/tasks.${kind}.first-batch.txt`,
    );
});
