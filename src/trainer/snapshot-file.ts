/**
 * A snapshot as one file, little-endian:
 *
 * | bytes | |
 * |---|---|
 * | 8 | 89 55 4E 52 0D 0A 1A 0A, so that a transfer as text shows |
 * | 4 | version of the format |
 * | 4 | CRC-32 of everything behind it |
 * | 4 | length of the header in bytes, a multiple of 4 |
 * | … | the header: JSON in UTF-8, filled up with spaces |
 * | … | float32 of every array of the header, in its order; float64 where the header says 64 bits |
 *
 * Arrays of a network are in Keras' layout, row-major; a model that counts has its tables, in float64. There are no generator counters: batches follow from the link's seed and the
 * update's number. Reading never throws, believes no number before it fits the bytes that are there, and takes the
 * shapes from the experiment's own plan.
 */

import { decode, encode } from "../experiment/link.ts";
import { type ExperimentSpec, withData } from "../experiment/spec.ts";
import { messageOf } from "../lib/error-message.ts";
import { type Formed, isFormed, phrase } from "../lib/phrase.ts";
import { quote } from "../lib/quote.ts";
import { Failed, Refused, saidBy } from "../lib/said.ts";
import { isCounted, isCountedState, type ModelState, type RaceModel } from "../model/counted.ts";
import { optimizers } from "../optimizers/index.ts";
import type { OwnData } from "../own-data/own-data.ts";
import type { JudgeMemory, Snapshot } from "./protocol.ts";
import { crc32, inFileOrder } from "./snapshot-bytes.ts";

export type ParsedSnapshot =
  | { readonly ok: true; readonly snapshot: Snapshot }
  /** In a sentence for people. */
  | { readonly ok: false; readonly reason: Formed };

export const snapshotFileVersion = 1;
/** As a file is named. */
export const snapshotFileEnding = ".snapshot";

const magic: readonly number[] = [0x89, 0x55, 0x4e, 0x52, 0x0d, 0x0a, 0x1a, 0x0a];
/** Bytes before the header; what the sum is over begins at `summedFrom`. */
const fixed = 20;
const summedFrom = 16;
/** More than the largest race needs. */
const mostHeaderBytes = 2 ** 18;
/** More evaluations than a judge remembers. */
const mostRemembered = 32;

interface ArrayEntry {
  readonly path: string;
  /** Of the optimizer; absent for the weights themselves. */
  readonly slot?: string;
  readonly shape: readonly number[];
  /** Of a table of counts; absent for float32. */
  readonly bits?: 64;
}

interface Header {
  readonly link: string;
  readonly update: number;
  readonly seconds: number;
  readonly finished: boolean;
  readonly models: readonly {
    readonly updates: number;
    readonly judge: JudgeMemory;
    readonly arrays: readonly ArrayEntry[];
  }[];
}

/** Writes sum, version and magic into a file whose rest is there. */
export function sealSnapshot(bytes: Uint8Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  bytes.set(magic);
  view.setUint32(8, snapshotFileVersion, true);
  view.setUint32(12, crc32(bytes.subarray(summedFrom)), true);
}

/**
 * The file of a snapshot.
 * @param plans of its models.
 * @throws Error where the snapshot is not one of these plans, RangeError where its link does not hold the experiment.
 */
export function writeSnapshot(snapshot: Snapshot, plans: readonly RaceModel[]): Uint8Array<ArrayBuffer> {
  const { spec, update, seconds, finished, models } = snapshot;
  const link = encode(spec);
  const { problems, missing } = decode(link);
  const [problem] = missing === null ? problems : [];
  if (problem) throw new Refused(phrase`The experiment does not fit a link. ${problem.message}`);
  const values: (Float32Array | Float64Array)[] = [];
  function entriesOf(state: ModelState, plan: RaceModel): ArrayEntry[] {
    if (isCounted(plan) && isCountedState(state))
      return plan.tables.map(({ path, rows, columns }) => {
        const table = state.tables.get(path);
        const own = (table?.length ?? Number.NaN) / columns;
        if (!table || !Number.isInteger(own) || (rows ?? own) !== own)
          throw new Error(`“${path}” is ${table?.length} long instead of ${rows ?? "rows"} × ${columns}`);
        values.push(table);
        return { path, shape: [own, columns], bits: 64 };
      });
    if (isCounted(plan) || isCountedState(state)) throw new Error("a state is of another kind of model");
    return [[undefined, state.weights] as const, ...Object.entries(state.slots)].flatMap(([slot, arrays]) =>
      plan.params.map(({ path, shape, size }) => {
        const array = arrays.get(path);
        if (array?.length !== size) throw new Error(`“${path}” is ${array?.length} long instead of ${size}`);
        values.push(array);
        return { path, ...(slot !== undefined && { slot }), shape };
      }),
    );
  }
  const header: Header = {
    ...{ link, update, seconds, finished },
    models: models.map(({ state, judge }, m) => {
      const plan = plans[m];
      if (!plan) throw new Error(`there is no plan for model ${m + 1}`);
      return { updates: state.updates, judge, arrays: entriesOf(state, plan) };
    }),
  };
  const json = new TextEncoder().encode(JSON.stringify(header));
  const length = Math.ceil(json.length / 4) * 4;
  const size = values.reduce((sum, { byteLength }) => sum + byteLength, 0);
  const bytes = new Uint8Array(fixed + length + size);
  new DataView(bytes.buffer).setUint32(16, length, true);
  bytes.fill(0x20, fixed, fixed + length).set(json, fixed);
  let at = fixed + length;
  for (const array of values) {
    bytes.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), at);
    inFileOrder(bytes.subarray(at, at + array.byteLength), array.BYTES_PER_ELEMENT);
    at += array.byteLength;
  }
  sealSnapshot(bytes);
  return bytes;
}

/** What a reader of a file gives up with: caught at its boundary. */
function refuse(reason: Formed): never {
  throw new Failed(reason);
}

type Unknowns = { readonly [name: string]: unknown };
function objectAt(value: unknown, where: string): Unknowns {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    return refuse(phrase`The file's header is damaged: ${quote(where)} is missing or of another kind.`);
  return value as Unknowns;
}
const own = (value: Unknowns, name: string): unknown =>
  Object.hasOwn(value, name) ? value[name] : undefined;
function list(value: unknown, most: number, where: string): readonly unknown[] {
  if (!Array.isArray(value)) return refuse(phrase`The file's header is damaged: ${quote(where)} is no list.`);
  if (value.length > most)
    return refuse(
      phrase`The file's header is damaged: ${quote(where)} lists ${value.length}; ${most} is the most.`,
    );
  return value;
}
const isCount = (value: unknown): value is number =>
  typeof value === "number" && Number.isSafeInteger(value) && value >= 0 && !Object.is(value, -0);
const count = (value: unknown, where: string): number =>
  isCount(value)
    ? value
    : refuse(phrase`The file's header is damaged: ${quote(where)} is no whole number from 0 on.`);
const flag = (value: unknown, where: string): boolean =>
  typeof value === "boolean"
    ? value
    : refuse(phrase`The file's header is damaged: ${quote(where)} is no yes or no.`);

/** Header and the bytes behind it. */
function open(bytes: Uint8Array): { readonly header: Unknowns; readonly data: Uint8Array } {
  if (bytes.length < fixed || magic.some((byte, i) => bytes[i] !== byte))
    refuse(phrase`This is no snapshot of Unrolled: a snapshot file begins otherwise.`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const version = view.getUint32(8, true);
  if (version !== snapshotFileVersion)
    refuse(
      phrase`The snapshot has format ${version}, and this version reads format ${snapshotFileVersion}. Open it with a newer one.`,
    );
  if (view.getUint32(12, true) !== crc32(bytes.subarray(summedFrom)))
    refuse(phrase`The snapshot file is damaged or cut off: its checksum is another one. Copy it again.`);
  const length = view.getUint32(16, true);
  const most = Math.min(bytes.length - fixed, mostHeaderBytes);
  if (length > most || length % 4 !== 0) refuse(phrase`The file's header cannot be ${length} bytes long.`);
  let parsed: unknown;
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(fixed, fixed + length));
    parsed = JSON.parse(text);
  } catch {
    refuse(phrase`The file's header is damaged: it is no JSON.`);
  }
  return { header: objectAt(parsed, "header"), data: bytes.subarray(fixed + length) };
}

async function readSpec(link: unknown, dataFor: DataFor): Promise<ExperimentSpec> {
  if (typeof link !== "string") return refuse(phrase`The file's header is damaged: it holds no link.`);
  const { spec, problems, missing } = decode(link);
  const data = missing === null ? undefined : await dataFor(missing);
  const task = data ? withData(spec.task, data) : spec.task;
  if (isFormed(task)) return refuse(phrase`The snapshot's data cannot be used: ${task}.`);
  const [problem] = data ? problems.filter(({ path }) => path !== "data") : problems;
  if (problem) return refuse(phrase`The snapshot's experiment cannot be read. ${problem.message}`);
  return { ...spec, task };
}

function readJudge(value: unknown, where: string): JudgeMemory {
  return list(value, mostRemembered, where).map((one) => {
    const entry = objectAt(one, where);
    const [at, solvedAt] = [own(entry, "at"), own(entry, "solvedAt")];
    const stuckAt = own(entry, "stuckAt");
    const label = (value: unknown, name: string): string | null =>
      value === null || (typeof value === "string" && value.length <= 500)
        ? value
        : refuse(phrase`The file's header is damaged: ${quote(`${where}.${name}`)} is no short text.`);
    return {
      update: count(own(entry, "update"), `${where}.update`),
      good: flag(own(entry, "good"), `${where}.good`),
      at: label(at, "at"),
      solvedAt: solvedAt === null ? null : count(solvedAt, `${where}.solvedAt`),
      // Files from before it was remembered do not have it.
      ...(stuckAt !== undefined && { stuckAt: label(stuckAt, "stuckAt") }),
    };
  });
}

function readArray(value: unknown, slots: readonly string[], where: string): ArrayEntry {
  const entry = objectAt(value, where);
  const [path, slot] = [own(entry, "path"), own(entry, "slot")];
  if (typeof path !== "string" || path.length > 200)
    return refuse(phrase`The file's header is damaged: ${quote(`${where}.path`)} is no name.`);
  const known = slots.find((name) => name === slot);
  if (slot !== undefined && known === undefined)
    return refuse(
      phrase`${quote(typeof slot === "string" ? slot : typeof slot)} is no slot of the snapshot's optimizer.`,
    );
  const shape = list(own(entry, "shape"), 4, `${where}.shape`).map((side) => count(side, `${where}.shape`));
  const bits = own(entry, "bits");
  if (bits !== undefined && bits !== 64)
    return refuse(phrase`The file's header is damaged: ${quote(`${where}.bits`)} is not 64.`);
  return { path, ...(known !== undefined && { slot: known }), shape, ...(bits === 64 && { bits }) };
}

function readHeader(header: Unknowns, spec: ExperimentSpec): Header {
  const { slots } = optimizers[spec.optimizer.kind];
  const models = list(own(header, "models"), spec.models.length, "models");
  if (models.length !== spec.models.length)
    refuse(phrase`The snapshot holds ${models.length} models, and its experiment has ${spec.models.length}.`);
  const update = count(own(header, "update"), "update");
  const seconds = own(header, "seconds");
  if (typeof seconds !== "number" || !(seconds >= 0 && seconds < Number.POSITIVE_INFINITY))
    return refuse(phrase`The file's header is damaged: “seconds” is no time.`);
  return {
    link: "",
    update,
    seconds,
    finished: flag(own(header, "finished"), "finished"),
    models: models.map((value, m) => {
      const at = `models.${m}`;
      const model = objectAt(value, at);
      const updates = count(own(model, "updates"), `${at}.updates`);
      const judge = readJudge(own(model, "judge"), `${at}.judge`);
      if (updates !== update)
        refuse(
          phrase`The snapshot says it is of update ${update}, and its model ${m + 1} has made ${updates}.`,
        );
      const later = judge.find((one) => one.update > update || (one.solvedAt ?? 0) > update);
      if (later)
        refuse(
          phrase`The snapshot says it is of update ${update}, and model ${m + 1} was evaluated at update ${Math.max(later.update, later.solvedAt ?? 0)}.`,
        );
      return {
        updates,
        judge,
        arrays: list(own(model, "arrays"), 1000, `${at}.arrays`).map((one, i) =>
          readArray(one, slots, `${at}.arrays.${i}`),
        ),
      };
    }),
  };
}

const bytesOf = ({ shape, bits }: ArrayEntry): number =>
  shape.reduce((size, side) => size * side, bits === 64 ? 8 : 4);

/** Shapes of a model's arrays by path, as sentences say them. A table that grows has as many rows as the file says. */
function wantedShapes(plan: RaceModel, arrays: readonly ArrayEntry[]): ReadonlyMap<string, string> {
  if (!isCounted(plan)) return new Map(plan.params.map(({ path, shape }) => [path, shape.join(" × ")]));
  const rowsOf = (path: string) => arrays.find((entry) => entry.path === path)?.shape[0] ?? 0;
  return new Map(
    plan.tables.map(({ path, rows, columns }) => [path, `${rows ?? rowsOf(path)} × ${columns}`]),
  );
}

/** The arrays listed are those of the model, in any order, with all of the optimizer's slots or none. */
function checkArrays(
  arrays: readonly ArrayEntry[],
  plan: RaceModel,
  optimizerSlots: readonly string[],
  m: number,
): void {
  const slots = isCounted(plan) ? [] : optimizerSlots;
  const keyOf = (path: string, slot?: string) => JSON.stringify([path, slot ?? null]);
  const wanted = wantedShapes(plan, arrays);
  const left = new Set([
    ...[...wanted.keys()].map((path) => keyOf(path)),
    ...(arrays.some(({ slot }) => slot !== undefined)
      ? slots.flatMap((slot) => [...wanted.keys()].map((path) => keyOf(path, slot)))
      : []),
  ]);
  for (const { path, slot, shape, bits } of arrays) {
    const shown = wanted.get(path);
    if (shown === undefined) refuse(phrase`Model ${m + 1} has no ${quote(path)}.`);
    if ((bits === 64) !== isCounted(plan))
      refuse(
        phrase`${quote(path)} of model ${m + 1} has ${bits ?? 32} bits in the file instead of ${isCounted(plan) ? 64 : 32}.`,
      );
    if (shown !== shape.join(" × "))
      refuse(
        phrase`${quote(path)} of model ${m + 1} is ${shape.join(" × ")} in the file instead of ${shown}.`,
      );
    if (!left.delete(keyOf(path, slot)))
      refuse(phrase`${quote(path)} of model ${m + 1} is in the file twice.`);
  }
  const [missing] = left;
  if (missing !== undefined) refuse(phrase`${quote(missing)} of model ${m + 1} is missing in the file.`);
}

/** Data of one's own that a link has no room for, by its fingerprint. */
export type DataFor = (fingerprint: string) => Promise<OwnData | undefined>;

/**
 * The snapshot of a file of unknown origin. Never throws or rejects.
 * @param plansFor the plans of an experiment's models; where it rejects, its sentence is the reason.
 */
export async function readSnapshot(
  bytes: Uint8Array,
  plansFor: (spec: ExperimentSpec) => Promise<readonly RaceModel[]>,
  dataFor: DataFor = async () => undefined,
): Promise<ParsedSnapshot> {
  try {
    const { header: written, data } = open(bytes);
    const spec = await readSpec(own(written, "link"), dataFor);
    const header = readHeader(written, spec);
    const all = header.models.flatMap(({ arrays }) => arrays);
    const size = all.reduce((sum, entry) => sum + bytesOf(entry), 0);
    if (size !== data.length)
      refuse(phrase`The arrays listed take ${size} bytes, and the file has ${data.length} for them.`);
    const plans = await plansFor(spec);
    const { slots } = optimizers[spec.optimizer.kind];
    for (const [m, { arrays }] of header.models.entries()) {
      const plan = plans[m];
      if (plan) checkArrays(arrays, plan, slots, m);
      else refuse(phrase`There is no plan for model ${m + 1}.`);
    }
    let at = 0;
    /** The next bytes of the file, in memory of their own. */
    const take = (length: number, each: number): ArrayBuffer => {
      // Not `slice`, which in Node's Buffer copies nothing.
      const copy = new Uint8Array(length);
      copy.set(data.subarray(at, at + length));
      at += length;
      return inFileOrder(copy, each).buffer;
    };
    const models = header.models.map(({ updates, judge, arrays }, m) => {
      const weights = new Map<string, Float32Array>();
      const bySlot: { [slot: string]: Map<string, Float32Array> } = {};
      const tables = new Map<string, Float64Array>();
      for (const entry of arrays) {
        const { path, slot, bits } = entry;
        if (bits === 64) tables.set(path, new Float64Array(take(bytesOf(entry), 8)));
        else {
          const values = new Float32Array(take(bytesOf(entry), 4));
          if (slot === undefined) weights.set(path, values);
          else {
            bySlot[slot] ??= new Map();
            bySlot[slot]?.set(path, values);
          }
        }
      }
      const state = isCounted(plans[m] as RaceModel)
        ? { updates, tables }
        : { updates, weights, slots: bySlot };
      return { state, judge };
    });
    const { update, seconds, finished } = header;
    return { ok: true, snapshot: { format: 1, update, seconds, spec, finished, models } };
  } catch (error) {
    return {
      ok: false,
      reason: messageOf(error) === "" ? phrase`The snapshot cannot be read.` : saidBy(error),
    };
  }
}
