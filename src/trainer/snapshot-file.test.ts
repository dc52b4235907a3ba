import { expect, test, vi } from "vitest";
import { createReferenceEngine } from "../engine/reference/engine.ts";
import { decode } from "../experiment/link.ts";
import type { ExperimentSpec } from "../experiment/spec.ts";
import { asData, inEnglish } from "../lib/phrase.ts";
import { planModel } from "../model/build.ts";
import { networkState } from "../model/counted.ts";
import type { Plan } from "../model/plan.ts";
import { curve, trainedLoop } from "../testing/trainer-testbed.ts";
import { plansOf } from "./experiment.ts";
import type { Snapshot } from "./protocol.ts";
import { readSnapshot, sealSnapshot, writeSnapshot } from "./snapshot-file.ts";

vi.setConfig({ testTimeout: 60_000 });

const request = {
  ...{ steps: 3, batch: 2, input: { kind: "floats", size: 2 } as const },
  ...({ outputs: 3, loss: "mse" } as const),
};
const plansFor = async (spec: ExperimentSpec): Promise<readonly Plan[]> =>
  spec.models.map((model) => planModel(model, request));

const link = "#1/task.kind=adding&models=lstm,gru&models.*.units=3&training.seed=3";
async function made(): Promise<{ snapshot: Snapshot; plans: readonly Plan[]; bytes: Uint8Array }> {
  const { spec } = decode(link);
  const plans = await plansFor(spec);
  const arrays = (plan: Plan, from: number) =>
    new Map(plan.params.map(({ path, size }, p) => [path, new Float32Array(size).fill(from + p / 7)]));
  const snapshot: Snapshot = {
    ...({ format: 1, update: 40, seconds: 1.25, finished: false } as const),
    spec,
    models: plans.map((plan, m) => ({
      state: {
        updates: 40,
        weights: arrays(plan, m),
        slots: { m: arrays(plan, m + 10), v: arrays(plan, m + 20) },
      },
      judge: [{ update: 40, good: true, at: m === 0 ? "chance" : null, solvedAt: m === 0 ? null : 20 }],
    })),
  };
  return { snapshot, plans, bytes: writeSnapshot(snapshot, plans) };
}

/** The file with another header of the same meaning of bytes behind it, its sum made right again. */
function withHeader(bytes: Uint8Array, change: (header: string) => string): Uint8Array {
  const length = new DataView(bytes.buffer).getUint32(16, true);
  const text = change(new TextDecoder().decode(bytes.subarray(20, 20 + length)).trimEnd());
  const json = new TextEncoder().encode(text);
  const padded = Math.ceil(json.length / 4) * 4;
  const made = new Uint8Array(20 + padded + bytes.length - 20 - length);
  made.fill(0x20, 20, 20 + padded).set(json, 20);
  made.set(bytes.subarray(20 + length), 20 + padded);
  new DataView(made.buffer).setUint32(16, padded, true);
  sealSnapshot(made);
  return made;
}

test("a snapshot reads back as it was, NaN, infinities and −0 bit for bit", async () => {
  const { snapshot, plans } = await made();
  const odd = new Uint32Array([0x7fc00001, 0xff800000, 0x80000000, 1]);
  networkState(snapshot.models[0]?.state)?.weights.get("readout.kernel")?.set(new Float32Array(odd.buffer));
  const bytes = writeSnapshot(snapshot, plans);
  const read = await readSnapshot(bytes, plansFor);
  if (!read.ok) throw new Error(inEnglish(read.reason));
  expect(read.snapshot).toStrictEqual(snapshot);
  expect(writeSnapshot(read.snapshot, plans)).toEqual(bytes);
  // Also out of the middle of something larger.
  const around = new Uint8Array(bytes.length + 7);
  around.set(bytes, 3);
  const within = await readSnapshot(around.subarray(3, 3 + bytes.length), plansFor);
  expect(within).toStrictEqual(read);
  const asNode = await readSnapshot(Buffer.from(bytes), plansFor);
  expect(asNode).toStrictEqual(read);
});

test("the layout is fixed: magic, version, sum, length, JSON, float32 in the header's order", async () => {
  const { bytes } = await made();
  const view = new DataView(bytes.buffer);
  expect([...bytes.subarray(0, 12)]).toEqual([
    ...[0x89, 0x55, 0x4e, 0x52, 0x0d, 0x0a, 0x1a, 0x0a],
    ...[1, 0, 0, 0],
  ]);
  const length = view.getUint32(16, true);
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(20, 20 + length)));
  expect(header).toMatchObject({ link, update: 40, seconds: 1.25, finished: false });
  expect(header.models[0].arrays[0]).toEqual({ path: "layers.0.kernel", shape: [2, 12] });
  expect(header.models[0].arrays[5]).toEqual({ path: "layers.0.kernel", slot: "m", shape: [2, 12] });
  expect(view.getFloat32(20 + length, true)).toBe(0);
  expect(view.getFloat32(20 + length + 4 * 24, true)).toBe(Math.fround(1 / 7));
  expect(view.getFloat32(bytes.length - 4, true)).toBe(Math.fround(21 + 5 / 7));
});

// [what is changed, how, what the sentence says]
test.each([
  ["a word more", (text: string) => text.replace("}", ",}"), /no JSON/],
  ["no object", () => "7", /“header” is missing/],
  ["a link that is none", (text: string) => text.replace("#1/", "#x/"), /experiment cannot be read.*“x\//],
  ["a link with an unknown cell", (text: string) => text.replace("lstm,gru", "lstm,gra"), /“gra” is no cell/],
  [
    "other units",
    (text: string) => text.replace("units=3", "units=4"),
    /is 2 × 12 in the file instead of 2 × 16/,
  ],
  [
    "fewer models",
    (text: string) => text.replace("models=lstm,gru", "models=lstm"),
    /“models” lists 2; 1 is/,
  ],
  ["more models", (text: string) => text.replace("models=lstm,gru", "models=lstm,gru,gru"), /holds 2 models/],
  ["an unknown slot", (text: string) => text.replace('"slot":"m"', '"slot":"q"'), /“q” is no slot/],
  [
    "another optimizer",
    (text: string) => text.replace("task.kind", "optimizer.kind=sgd&task.kind"),
    /“m” is no slot/,
  ],
  [
    "an unknown array",
    (text: string) => text.replace("layers.0.kernel", "layers.9.kernel"),
    /no “layers.9.kernel”/,
  ],
  [
    "an array twice",
    (text: string) => text.replace('"layers.0.kernel","slot":"v"', '"layers.0.kernel","slot":"m"'),
    /twice/,
  ],
  [
    "a huge shape",
    (text: string) => text.replace("[2,12]", "[4294967296,4294967296]"),
    /take 7378\d{16} bytes/,
  ],
  ["a shape beyond all numbers", (text: string) => text.replace("[2,12]", "[2,1e400]"), /no whole number/],
  [
    "a turned shape",
    (text: string) => text.replace("[2,12]", "[12,2]"),
    /12 × 2 in the file instead of 2 × 12/,
  ],
  [
    "a negative update",
    (text: string) => text.replace('"update":40', '"update":-40'),
    /“update” is no whole/,
  ],
  [
    "a header of another update than its models",
    (text: string) => text.replace('"update":40', '"update":60'),
    /of update 60, and its model 1 has made 40/,
  ],
  [
    "a model that made other updates",
    (text: string) => text.replace('"updates":40', '"updates":41'),
    /of update 40, and its model 1 has made 41/,
  ],
  [
    "a model that was solved later",
    (text: string) => text.replace(/"solvedAt":(null|\d+)/, '"solvedAt":41'),
    /of update 40, and model \d was evaluated at update 41/,
  ],
  ["an endless time", (text: string) => text.replace("1.25", "1e999"), /“seconds” is no time/],
  [
    "a judge of another kind",
    (text: string) => text.replace('"good":true', '"good":1'),
    /good” is no yes or no/,
  ],
] as const)("%s is refused with a sentence", async (_, change, sentence) => {
  const { bytes } = await made();
  expect(
    await readSnapshot(
      withHeader(bytes, (text) => text),
      plansFor,
    ),
  ).toMatchObject({ ok: true });
  const read = await readSnapshot(withHeader(bytes, change), plansFor);
  expect(read.ok ? "" : inEnglish(read.reason)).toMatch(sentence);
});

test("what is no snapshot, cut off, damaged or newer says so", async () => {
  const { bytes } = await made();
  const reasonOf = async (file: Uint8Array) => {
    const read = await readSnapshot(file, plansFor);
    return read.ok ? "" : inEnglish(read.reason);
  };
  expect(await reasonOf(new TextEncoder().encode('{"format":"unrolled","version":1}'))).toMatch(
    /no snapshot/,
  );
  expect(await reasonOf(bytes.subarray(0, bytes.length - 4))).toMatch(/checksum/);
  const flipped = bytes.slice();
  flipped[bytes.length - 9] = (flipped[bytes.length - 9] as number) ^ 4;
  expect(await reasonOf(flipped)).toMatch(/checksum/);
  const newer = bytes.slice();
  newer[8] = 2;
  expect(await reasonOf(newer)).toMatch(/format 2.*reads format 1/);
  const long = bytes.slice();
  new DataView(long.buffer).setUint32(16, 0xfffffffc, true);
  sealSnapshot(long);
  expect(await reasonOf(long)).toMatch(/cannot be 4294967292 bytes/);
  const unloadable = await readSnapshot(bytes, () => Promise.reject(new Error("The data is missing.")));
  expect(unloadable).toEqual({ ok: false, reason: asData("The data is missing.") });
});

test("what is not the plans' is not written", async () => {
  const { snapshot, plans } = await made();
  expect(() => writeSnapshot(snapshot, [...plans].reverse())).toThrow(/long instead of/);
  const change = { update: 1, field: "training.clipNorm", value: 2 };
  const restless = { ...snapshot.spec, changes: new Array(65).fill(change) };
  expect(() => writeSnapshot({ ...snapshot, spec: restless }, plans)).toThrow(/first 64/);
});

test("a run taken up from a file goes on to the same losses", async () => {
  const engine = await createReferenceEngine({ backend: "cpu" });
  const hash = "#1/task.length=10&models=gru,lstm&models.*.units=4&training.batchSize=4&training.updates=";
  const whole = await trainedLoop(engine, `${hash}21`);
  const part = await trainedLoop(engine, `${hash}9`);
  const memory = await part.loop.suspend();
  if (!memory) throw new Error("nothing was kept");
  const [member] = whole.log.flatMap(({ type, event }) => (type === "snapshot" ? [event.snapshot] : []));
  expect(networkState(member?.models[0]?.state)?.slots).toEqual({});
  const plans = plansOf(part.spec, await prepared(part.spec));
  // Untrained networks have no slots yet.
  if (member)
    expect(await readSnapshot(writeSnapshot(member, plans), async () => plans)).toMatchObject({ ok: true });
  const read = await readSnapshot(writeSnapshot(memory.now, plans), async () => plans);
  if (!read.ok) throw new Error(inEnglish(read.reason));
  const rest = await trainedLoop(engine, `${hash}21`, {
    from: { now: read.snapshot, earlier: [], wentBack: false },
  });
  for (const m of [0, 1]) expect([...curve(part.log, m), ...curve(rest.log, m)]).toEqual(curve(whole.log, m));
  for (const { loop } of [whole, rest]) await loop.suspend();
  engine.dispose();
});

async function prepared(spec: ExperimentSpec) {
  const { tasks } = await import("../tasks/index.ts");
  return tasks[spec.task.kind].prepare(spec.task.values, spec.training.seed, async () => null);
}
