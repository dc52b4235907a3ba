/**
 * Runs that an earlier release kept, and an experiment file that it wrote, open and go on as they would have then. The files in
 * `src/testing/earlier` were written by commit b39008f, before nodes of a plan had ids, on the reference on tfjs' CPU: the kept
 * run at update 16 as the structured clone that a browser's database holds, and the losses of updates 17 to 24.
 */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { deserialize } from "node:v8";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Engine } from "./engine/engine.ts";
import { createReferenceEngine } from "./engine/reference/engine.ts";
import { parseExperimentFile } from "./experiment/experiment-file.ts";
import { decode } from "./experiment/link.ts";
import { inEnglish } from "./lib/phrase.ts";
import { plansOf } from "./model/race-plans.ts";
import type { KeptRun } from "./store/database.ts";
import { identityOf } from "./store/kept-runs.ts";
import { openRecord } from "./store/run-record.ts";
import { readRecord, writeRecord } from "./store/written-record.ts";
import { curve, openLoop, phase } from "./testing/trainer-testbed.ts";
import { readSnapshot, writeSnapshot } from "./trainer/snapshot-file.ts";

interface Earlier {
  readonly link: string;
  readonly kept: KeptRun;
  /** Of updates 17 to 24, by model. */
  readonly losses: readonly (readonly number[])[];
}

const folder = join(import.meta.dirname, "testing/earlier");
const noAsset = () => Promise.reject(new Error("no asset is needed"));
const files = readdirSync(folder).filter((name) => name.endsWith(".bin"));

let engine: Engine;
beforeAll(async () => {
  engine = await createReferenceEngine({ backend: "cpu" });
});
afterAll(() => engine.dispose());

test.each(files)(
  "%s: a kept run is offered, has its curves, and goes on to the same losses",
  async (name) => {
    const { link, kept, losses } = deserialize(readFileSync(join(folder, name))) as Earlier;
    const { spec, problems } = decode(link);
    expect(problems).toEqual([]);
    expect(identityOf(spec)).toBe(kept.experiment);
    const record = await openRecord(1, spec, noAsset);
    readRecord(record, kept.record);
    expect([record.update, record.evaluations.map(({ update }) => update)]).toEqual([16, [0]]);
    expect(writeRecord(record)).toEqual({ ...kept.record, moves: [] });

    const read = await readSnapshot(kept.file, async (of) => plansOf(of, record.task));
    if (!read.ok) throw new Error(inEnglish(read.reason));
    const { snapshot } = read;
    expect(writeSnapshot(snapshot, record.plans)).toEqual(new Uint8Array(kept.file));
    const from = { now: snapshot, earlier: [], wentBack: false };
    const again = await openLoop(engine, link, { from, spec: snapshot.spec });
    again.loop.train();
    await again.until(phase("finished"));
    // On another processor or version of Node the last bits of exp and tanh may differ.
    for (const [m, those] of losses.entries())
      for (const [u, loss] of curve(again.log, m).entries())
        expect(Math.abs(loss - (those[u] as number)) / (those[u] as number)).toBeLessThan(1e-6);
    expect(losses.map((_, m) => curve(again.log, m))).toHaveLength(record.plans.length);
    expect(curve(again.log)).toHaveLength(8);
    await again.loop.suspend();
  },
);

test("an experiment file opens with its data and its title", () => {
  const parsed = parseExperimentFile(readFileSync(join(folder, "experiment.unrolled.json"), "utf8"));
  if (!parsed.ok) throw new Error(parsed.errors.map(({ message }) => inEnglish(message)).join(" "));
  const { spec, title } = parsed.file;
  expect([title, spec.task.kind, spec.models[0]?.parts.layers?.[0]?.values.units]).toEqual([
    "To be",
    "text",
    4,
  ]);
  expect(spec.task.data).toEqual({
    kind: "text",
    title: "Hamlet",
    text: "to be or not to be, that is the question",
  });
});
