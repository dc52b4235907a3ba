/** Tables that people brought, trained on: what stands in held-out rows changes no loss of training. */

import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { Engine } from "../engine/engine.ts";
import { createReferenceEngine } from "../engine/reference/engine.ts";
import { decode } from "../experiment/link.ts";
import { inEnglish } from "../lib/phrase.ts";
import { readTable } from "../own-data/read-table.ts";
import { eventsOf, trainedLoop } from "../testing/trainer-testbed.ts";

let engine: Engine;
beforeAll(async () => {
  engine = await createReferenceEngine({ backend: "cpu" });
});
afterAll(() => engine.dispose());
vi.setConfig({ testTimeout: 60_000 });

const hash =
  "#1/task.kind=table&task.length=12&models=lstm,gru&models.*.units=4&training.batchSize=4&training.updates=12";

async function trainedOn(name: string) {
  const read = readTable(readFileSync(new URL(`../own-data/cases/${name}.csv`, import.meta.url)), name);
  if (!read.ok) throw new Error(inEnglish(read.problem));
  const { spec } = decode(hash);
  const { losses, loop, log } = await trainedLoop(engine, hash, {
    spec: { ...spec, task: { ...spec.task, data: read.table } },
  });
  await loop.suspend();
  return {
    losses,
    heldOut: eventsOf(log, "evaluation").flatMap(({ models }) => models.map(({ loss }) => loss)),
  };
}

test("a typo of 1e10 in the last held-out row leaves every training loss the same to the last bit", async () => {
  const [typo, without] = [await trainedOn("typo-in-held-out-row"), await trainedOn("no-typo")];
  expect(typo.losses).toHaveLength(12);
  expect(typo.losses).toEqual(without.losses);
  // What is tested on did change, and is a number nevertheless.
  expect(typo.heldOut).not.toEqual(without.heldOut);
  expect(typo.heldOut.every(Number.isFinite)).toBe(true);
});

test("a fill value in the training rows gives losses that are numbers", async () => {
  const { losses, heldOut } = await trainedOn("fill-value-in-training");
  expect([...losses, ...heldOut].every(Number.isFinite)).toBe(true);
});
