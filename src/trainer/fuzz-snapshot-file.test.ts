import fc from "fast-check";
import { expect, test } from "vitest";
import type { ExperimentSpec } from "../experiment/spec.ts";
import { mapLayers } from "../experiment/spec.ts";
import { inEnglish } from "../lib/phrase.ts";
import { planModel } from "../model/build.ts";
import type { Plan } from "../model/plan.ts";
import { optimizers } from "../optimizers/index.ts";
import { anyExperiment } from "../testing/experiment.arbitrary.ts";
import { fuzzRuns } from "../testing/fuzz-runs.ts";
import { processorSeconds } from "../testing/processor-time.ts";
import type { JudgeMemory, Snapshot } from "./protocol.ts";
import { readSnapshot, sealSnapshot, writeSnapshot } from "./snapshot-file.ts";

/** Files of unknown origin: nothing throws, nothing takes long, and what is accepted is a snapshot of its experiment. */
const request = {
  ...{ steps: 2, batch: 1, input: { kind: "floats", size: 1 } as const },
  ...({ outputs: 2, loss: "mse" } as const),
};
const plansOf = (spec: ExperimentSpec): readonly Plan[] =>
  spec.models.map((model) => planModel(model, request));
const plansFor = async (spec: ExperimentSpec) => plansOf(spec);

const small = (spec: ExperimentSpec): ExperimentSpec => ({
  ...spec,
  models: spec.models.map((model) =>
    mapLayers(model, ({ cell, values }) => ({
      cell,
      values: { ...values, units: 1 + ((values.units as number) % 4) },
    })),
  ),
});

const anyJudge: fc.Arbitrary<JudgeMemory> = fc.array(
  fc.record(
    {
      update: fc.nat(),
      good: fc.boolean(),
      at: fc.option(fc.string({ unit: "grapheme", maxLength: 20 })),
      solvedAt: fc.option(fc.nat()),
    },
    { noNullPrototype: true },
  ),
  { maxLength: 5 },
);

const anySnapshot = fc
  .tuple(
    anyExperiment({ depth: 2, changes: 3 }).map(small),
    fc.record({
      update: fc.nat(),
      seconds: fc.double({ min: 0, max: 1e9, noNaN: true }).map((value) => value + 0),
      finished: fc.boolean(),
      isTrained: fc.boolean(),
      bits: fc.uint32Array({ minLength: 1, maxLength: 40 }),
      judges: fc.array(anyJudge, { minLength: 4, maxLength: 4 }),
    }),
  )
  .map(([spec, { isTrained, bits, judges, update, seconds, finished }]): Snapshot => {
    let next = 0;
    const arrays = (plan: Plan) =>
      new Map(
        plan.params.map(({ path, size }) => {
          const values = Uint32Array.from({ length: size }, () => bits[next++ % bits.length] as number);
          return [path, new Float32Array(values.buffer)];
        }),
      );
    const slots = isTrained ? optimizers[spec.optimizer.kind].slots : [];
    return {
      ...({ format: 1 } as const),
      ...{ update, seconds, finished, spec },
      models: plansOf(spec).map((plan, m) => ({
        state: {
          updates: update,
          weights: arrays(plan),
          slots: Object.fromEntries(slots.map((slot) => [slot, arrays(plan)])),
        },
        // Nobody was judged later than the snapshot is.
        judge: (judges[m] ?? []).map((one) => ({
          ...one,
          update: Math.min(one.update, update),
          solvedAt: one.solvedAt === null ? null : Math.min(one.solvedAt, update),
        })),
      })),
    };
  });
const anyFile = anySnapshot.map((snapshot) => writeSnapshot(snapshot, plansOf(snapshot.spec)));

/** Reads within a second, and gives a reason or something that writes to a file again. */
async function readSafely(bytes: Uint8Array): Promise<boolean> {
  const began = processorSeconds();
  const read = await readSnapshot(bytes, plansFor);
  expect(processorSeconds() - began).toBeLessThan(1);
  if (!read.ok) expect(inEnglish(read.reason).length).toBeGreaterThan(10);
  else {
    const again = await readSnapshot(writeSnapshot(read.snapshot, plansOf(read.snapshot.spec)), plansFor);
    expect(again.ok).toBe(true);
  }
  return read.ok;
}

test("any snapshot reads back, bit for bit", async () => {
  await fc.assert(
    fc.asyncProperty(anySnapshot, async (snapshot) => {
      const plans = plansOf(snapshot.spec);
      const bytes = writeSnapshot(snapshot, plans);
      const read = await readSnapshot(bytes, plansFor);
      if (!read.ok) throw new Error(inEnglish(read.reason));
      expect(read.snapshot.spec).toStrictEqual(snapshot.spec);
      // As bytes: to a comparison of numbers every NaN is the same.
      expect(Buffer.compare(writeSnapshot(read.snapshot, plans), bytes)).toBe(0);
    }),
    fuzzRuns(1000),
  );
}, 120_000);

test("random bytes are refused, with the right beginning and sum too", async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), fc.boolean(), async (bytes, isSealed) => {
      const file = isSealed && bytes.length >= 20 ? bytes.slice() : bytes;
      if (file !== bytes) {
        new DataView(file.buffer).setUint32(16, 4 * Math.floor(file.length / 8), true);
        sealSnapshot(file);
      }
      expect(await readSafely(file)).toBe(false);
    }),
    fuzzRuns(5000),
  );
}, 60_000);

test("a cut or a flipped bit is noticed, wherever it is", async () => {
  await fc.assert(
    fc.asyncProperty(anyFile, fc.nat(), fc.nat(7), fc.boolean(), async (bytes, at, bit, isCut) => {
      const place = at % bytes.length;
      const file = isCut ? bytes.slice(0, place) : bytes.slice();
      if (!isCut) file[place] = (file[place] as number) ^ (1 << bit);
      expect(await readSafely(file)).toBe(false);
    }),
    fuzzRuns(2000),
  );
}, 120_000);

test("with its sum made right again, a damaged file is refused or read as another snapshot", async () => {
  const flips = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(anyFile, flips, fc.boolean(), async (bytes, changes, inHeader) => {
      const file = bytes.slice();
      const length = inHeader ? new DataView(file.buffer).getUint32(16, true) : file.length - 16;
      for (const [at, value] of changes) file[(inHeader ? 20 : 16) + (at % length)] = value;
      sealSnapshot(file);
      await readSafely(file);
    }),
    fuzzRuns(2000),
  );
}, 120_000);

const hugeNumber = fc.constantFrom(
  ...["1e308", "1e999", "-1", "-0", "4294967295", "9007199254740991", "9007199254740993", "0.5", "NaN"],
  ...["null", "[]", "{}", '"x"', "[1e9,1e9]", '{"length":1e9}', "[".repeat(2000), '"__proto__"'],
);
test("huge and strange values in the header take no memory and no time", async () => {
  await fc.assert(
    fc.asyncProperty(anyFile, fc.nat(), hugeNumber, async (bytes, which, put) => {
      const length = new DataView(bytes.buffer).getUint32(16, true);
      const text = new TextDecoder().decode(bytes.subarray(20, 20 + length));
      // A number, or a whole value, becomes the strange one.
      const places = [...text.matchAll(/(?<=[[:,])(-?\d[\d.e+-]*|"[^"]*"(?!:)|true|false|null)(?=[\],}])/g)];
      const place = places[which % places.length] as RegExpExecArray;
      const changed = text.slice(0, place.index) + put + text.slice(place.index + place[0].length);
      const json = new TextEncoder().encode(changed.trimEnd());
      const padded = Math.ceil(json.length / 4) * 4;
      const file = new Uint8Array(20 + padded + bytes.length - 20 - length).fill(0x20);
      file.set(json, 20);
      file.set(bytes.subarray(20 + length), 20 + padded);
      new DataView(file.buffer).setUint32(16, padded, true);
      sealSnapshot(file);
      const before = process.memoryUsage().arrayBuffers;
      await readSafely(file);
      // Preparing the longest example takes a megabyte or two, whatever the numbers say.
      expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 ** 22 + 100 * file.length);
    }),
    fuzzRuns(2000),
  );
}, 120_000);
