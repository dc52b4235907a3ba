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
 * | … | float32 of every array of the header, in its order |
 *
 * Arrays are in Keras' layout, row-major. There are no generator counters: batches follow from the link's seed and the
 * update's number. Reading never throws, believes no number before it fits the bytes that are there, and takes the
 * shapes from the experiment's own plan.
 */
import { messageOf } from "../lib/error-message.ts";
import type { Plan } from "../model/plan.ts";
import type { NetworkState } from "../model/results.ts";
import { optimizers } from "../optimizers/index.ts";
import { quote } from "../spec/check.ts";
import { decode, encode } from "../spec/link.ts";
import { type ExperimentSpec, withData } from "../spec/spec.ts";
import type { OwnData } from "../tasks/own-data.ts";
import type { JudgeMemory, Snapshot } from "./protocol.ts";

export type ParsedSnapshot =
  | { readonly ok: true; readonly snapshot: Snapshot }
  /** In a sentence for people. */
  | { readonly ok: false; readonly reason: string };

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

const crcTable = Uint32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte;
  for (let bit = 0; bit < 8; bit++) rest = rest & 1 ? (rest >>> 1) ^ 0xedb88320 : rest >>> 1;
  return rest;
});

function crc32(bytes: Uint8Array): number {
  let sum = 0xffffffff;
  for (let i = 0; i < bytes.length; i++)
    sum = (crcTable[(sum ^ (bytes[i] as number)) & 255] as number) ^ (sum >>> 8);
  return (sum ^ 0xffffffff) >>> 0;
}

const isLittleEndian = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;
/** To the file's byte order or back, in place; bit for bit, which no reading as numbers promises for NaN. */
function inFileOrder(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  if (!isLittleEndian) for (let at = 0; at < bytes.length; at += 4) bytes.subarray(at, at + 4).reverse();
  return bytes;
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
export function writeSnapshot(snapshot: Snapshot, plans: readonly Plan[]): Uint8Array<ArrayBuffer> {
  const { spec, update, seconds, finished, models } = snapshot;
  const link = encode(spec);
  const { problems, missing } = decode(link);
  const [problem] = missing === null ? problems : [];
  if (problem) throw new RangeError(`The experiment does not fit a link. ${problem.message}`);
  const values: Float32Array[] = [];
  const entriesOf = ({ weights, slots }: NetworkState, plan: Plan): ArrayEntry[] =>
    [[undefined, weights] as const, ...Object.entries(slots)].flatMap(([slot, arrays]) =>
      plan.params.map(({ path, shape, size }) => {
        const array = arrays.get(path);
        if (array?.length !== size) throw new Error(`“${path}” is ${array?.length} long instead of ${size}`);
        values.push(array);
        return { path, ...(slot !== undefined && { slot }), shape };
      }),
    );
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
  const floats = values.reduce((sum, { length: own }) => sum + own, 0);
  const bytes = new Uint8Array(fixed + length + 4 * floats);
  new DataView(bytes.buffer).setUint32(16, length, true);
  bytes.fill(0x20, fixed, fixed + length).set(json, fixed);
  let at = fixed + length;
  for (const array of values) {
    bytes.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), at);
    at += array.byteLength;
  }
  inFileOrder(bytes.subarray(fixed + length));
  sealSnapshot(bytes);
  return bytes;
}

/** What a reader of a file gives up with: caught at its boundary. */
class Unreadable extends Error {}
function refuse(reason: string): never {
  throw new Unreadable(reason);
}

type Unknowns = { readonly [name: string]: unknown };
function record(value: unknown, where: string): Unknowns {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    return refuse(`The file's header is damaged: “${where}” is missing or of another kind.`);
  return value as Unknowns;
}
const own = (value: Unknowns, name: string): unknown =>
  Object.hasOwn(value, name) ? value[name] : undefined;
function list(value: unknown, most: number, where: string): readonly unknown[] {
  if (!Array.isArray(value)) return refuse(`The file's header is damaged: “${where}” is no list.`);
  if (value.length > most)
    return refuse(`The file's header is damaged: “${where}” lists ${value.length}; ${most} is the most.`);
  return value;
}
const isCount = (value: unknown): value is number =>
  typeof value === "number" && Number.isSafeInteger(value) && value >= 0 && !Object.is(value, -0);
const count = (value: unknown, where: string): number =>
  isCount(value) ? value : refuse(`The file's header is damaged: “${where}” is no whole number from 0 on.`);
const flag = (value: unknown, where: string): boolean =>
  typeof value === "boolean" ? value : refuse(`The file's header is damaged: “${where}” is no yes or no.`);

/** Header and the bytes behind it. */
function open(bytes: Uint8Array): { readonly header: Unknowns; readonly data: Uint8Array } {
  if (bytes.length < fixed || magic.some((byte, i) => bytes[i] !== byte))
    refuse("This is no snapshot of Unrolled: a snapshot file begins otherwise.");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const version = view.getUint32(8, true);
  if (version !== snapshotFileVersion)
    refuse(
      `The snapshot has format ${version}, and this version reads format ${snapshotFileVersion}. Open it with a newer one.`,
    );
  if (view.getUint32(12, true) !== crc32(bytes.subarray(summedFrom)))
    refuse("The snapshot file is damaged or cut off: its checksum is another one. Copy it again.");
  const length = view.getUint32(16, true);
  const most = Math.min(bytes.length - fixed, mostHeaderBytes);
  if (length > most || length % 4 !== 0) refuse(`The file's header cannot be ${length} bytes long.`);
  let parsed: unknown;
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(fixed, fixed + length));
    parsed = JSON.parse(text);
  } catch {
    refuse("The file's header is damaged: it is no JSON.");
  }
  return { header: record(parsed, "header"), data: bytes.subarray(fixed + length) };
}

async function readSpec(link: unknown, dataFor: DataFor): Promise<ExperimentSpec> {
  if (typeof link !== "string") return refuse("The file's header is damaged: it holds no link.");
  const { spec, problems, missing } = decode(link);
  const data = missing === null ? undefined : await dataFor(missing);
  const task = data ? withData(spec.task, data) : spec.task;
  if (typeof task === "string") return refuse(`The snapshot's data cannot be used: ${task}.`);
  const [problem] = data ? problems.filter(({ path }) => path !== "data") : problems;
  if (problem) return refuse(`The snapshot's experiment cannot be read. ${problem.message}`);
  return { ...spec, task };
}

function readJudge(value: unknown, where: string): JudgeMemory {
  return list(value, mostRemembered, where).map((one) => {
    const entry = record(one, where);
    const [at, solvedAt] = [own(entry, "at"), own(entry, "solvedAt")];
    if (at !== null && (typeof at !== "string" || at.length > 500))
      return refuse(`The file's header is damaged: “${where}.at” is no short text.`);
    return {
      update: count(own(entry, "update"), `${where}.update`),
      good: flag(own(entry, "good"), `${where}.good`),
      at,
      solvedAt: solvedAt === null ? null : count(solvedAt, `${where}.solvedAt`),
    };
  });
}

function readArray(value: unknown, slots: readonly string[], where: string): ArrayEntry {
  const entry = record(value, where);
  const [path, slot] = [own(entry, "path"), own(entry, "slot")];
  if (typeof path !== "string" || path.length > 200)
    return refuse(`The file's header is damaged: “${where}.path” is no name.`);
  const known = slots.find((name) => name === slot);
  if (slot !== undefined && known === undefined)
    return refuse(
      `${quote(typeof slot === "string" ? slot : typeof slot)} is no slot of the snapshot's optimizer.`,
    );
  const shape = list(own(entry, "shape"), 4, `${where}.shape`).map((side) => count(side, `${where}.shape`));
  return { path, ...(known !== undefined && { slot: known }), shape };
}

function readHeader(header: Unknowns, spec: ExperimentSpec): Header {
  const { slots } = optimizers[spec.optimizer.kind];
  const models = list(own(header, "models"), spec.models.length, "models");
  if (models.length !== spec.models.length)
    refuse(`The snapshot holds ${models.length} models, and its experiment has ${spec.models.length}.`);
  const seconds = own(header, "seconds");
  if (typeof seconds !== "number" || !(seconds >= 0 && seconds < Number.POSITIVE_INFINITY))
    return refuse("The file's header is damaged: “seconds” is no time.");
  return {
    link: "",
    update: count(own(header, "update"), "update"),
    seconds,
    finished: flag(own(header, "finished"), "finished"),
    models: models.map((value, m) => {
      const at = `models.${m}`;
      const model = record(value, at);
      return {
        updates: count(own(model, "updates"), `${at}.updates`),
        judge: readJudge(own(model, "judge"), `${at}.judge`),
        arrays: list(own(model, "arrays"), 1000, `${at}.arrays`).map((one, i) =>
          readArray(one, slots, `${at}.arrays.${i}`),
        ),
      };
    }),
  };
}

const sizeOf = ({ shape }: ArrayEntry): number => shape.reduce((size, side) => size * side, 1);

/** The arrays listed are those of the plan, in any order, with all of the optimizer's slots or none. */
function checkArrays(arrays: readonly ArrayEntry[], plan: Plan, slots: readonly string[], m: number): void {
  const keyOf = (path: string, slot?: string) => JSON.stringify([path, slot ?? null]);
  const wanted = new Map(plan.params.map(({ path, shape }) => [path, shape.join(" × ")]));
  const left = new Set([
    ...[...wanted.keys()].map((path) => keyOf(path)),
    ...(arrays.some(({ slot }) => slot !== undefined)
      ? slots.flatMap((slot) => [...wanted.keys()].map((path) => keyOf(path, slot)))
      : []),
  ]);
  for (const { path, slot, shape } of arrays) {
    const shown = wanted.get(path);
    if (shown === undefined) refuse(`Model ${m + 1} has no ${quote(path)}.`);
    if (shown !== shape.join(" × "))
      refuse(`${quote(path)} of model ${m + 1} is ${shape.join(" × ")} in the file instead of ${shown}.`);
    if (!left.delete(keyOf(path, slot))) refuse(`${quote(path)} of model ${m + 1} is in the file twice.`);
  }
  const [missing] = left;
  if (missing !== undefined) refuse(`${quote(missing)} of model ${m + 1} is missing in the file.`);
}

/** Data of one's own that a link has no room for, by its fingerprint. */
export type DataFor = (fingerprint: string) => Promise<OwnData | undefined>;

/**
 * The snapshot of a file of unknown origin. Never throws or rejects.
 * @param plansFor the plans of an experiment's models; where it rejects, its sentence is the reason.
 */
export async function readSnapshot(
  bytes: Uint8Array,
  plansFor: (spec: ExperimentSpec) => Promise<readonly Plan[]>,
  dataFor: DataFor = async () => undefined,
): Promise<ParsedSnapshot> {
  try {
    const { header: written, data } = open(bytes);
    const spec = await readSpec(own(written, "link"), dataFor);
    const header = readHeader(written, spec);
    const all = header.models.flatMap(({ arrays }) => arrays);
    const floats = all.reduce((sum, entry) => sum + sizeOf(entry), 0);
    if (floats * 4 !== data.length)
      refuse(`The arrays listed take ${floats * 4} bytes, and the file has ${data.length} for them.`);
    const plans = await plansFor(spec);
    const { slots } = optimizers[spec.optimizer.kind];
    for (const [m, { arrays }] of header.models.entries()) {
      const plan = plans[m];
      if (plan) checkArrays(arrays, plan, slots, m);
      else refuse(`There is no plan for model ${m + 1}.`);
    }
    let at = 0;
    const models = header.models.map(({ updates, judge, arrays }) => {
      const weights = new Map<string, Float32Array>();
      const bySlot: { [slot: string]: Map<string, Float32Array> } = {};
      for (const entry of arrays) {
        const length = 4 * sizeOf(entry);
        // Not `slice`, which in Node's Buffer copies nothing.
        const copy = new Uint8Array(length);
        copy.set(data.subarray(at, at + length));
        const values = new Float32Array(inFileOrder(copy).buffer);
        at += length;
        if (entry.slot === undefined) weights.set(entry.path, values);
        else {
          bySlot[entry.slot] ??= new Map();
          bySlot[entry.slot]?.set(entry.path, values);
        }
      }
      return { state: { updates, weights, slots: bySlot }, judge };
    });
    const { update, seconds, finished } = header;
    return { ok: true, snapshot: { format: 1, update, seconds, spec, finished, models } };
  } catch (error) {
    const reason = messageOf(error);
    return { ok: false, reason: reason || "The snapshot cannot be read." };
  }
}
