/** A link trained for a few updates on one engine of a checkout, and what came out, to the bit. For Node and for a page. */

import type { Engine } from "../src/engine/engine.ts";
import type { ExperimentSpec } from "../src/experiment/spec.ts";
import { inEnglish } from "../src/lib/phrase.ts";
import type { PreparedTask } from "../src/tasks/task.ts";
import type { plansOf } from "../src/trainer/experiment.ts";
import type { createLoop } from "../src/trainer/loop.ts";
import { type Events, networkMetrics } from "../src/trainer/protocol.ts";
import { sampleText } from "../src/trainer/sampler.ts";

/** Modules of a checkout, which may be an earlier one than this file's. */
export interface Parts {
  decode(hash: string): { readonly spec: ExperimentSpec };
  prepareTask(spec: ExperimentSpec, load: (name: string) => Promise<unknown>): Promise<PreparedTask>;
  readonly plansOf: typeof plansOf;
  readonly createLoop: typeof createLoop;
}

/** What one link gave on one engine: plain data, in which numbers are written so that different bits are different text. */
export interface Bits {
  /** By update, by model: loss, gradient norm, clipped norm and the fingerprint of the norms of all parameters. */
  readonly updates: readonly (readonly string[])[];
  /** By model: held-out loss of the untrained weights. */
  readonly untrained: readonly string[];
  /** By model: fingerprint of weights and slots after the last update. */
  readonly states: readonly string[];
  /** Why nothing or no more was trained; null if all was. */
  readonly error: string | null;
}

/** What a side is asked for. */
export interface BitsLink {
  readonly name: string;
  readonly hash: string;
}

/** Steps and sequences that a link is cut to: enough for each kernel, few enough for the slowest engine. */
const most = { length: 12, shortest: 8, batchSize: 8 } as const;
/** The planned changes of a link come this early. */
const changesBy = 4;

function cut(spec: ExperimentSpec, updates: number): ExperimentSpec {
  const values = Object.fromEntries(
    Object.entries(spec.task.values).map(([name, value]) => {
      const limit = name === "length" || name === "shortest" ? most[name] : null;
      return [name, limit !== null && typeof value === "number" ? Math.min(value, limit) : value];
    }),
  );
  const batchSize = Math.min(spec.training.batchSize, most.batchSize);
  const training = { ...spec.training, batchSize, updates, speed: "max", stopWhenSolved: false } as const;
  const changes = spec.changes.map((change) => ({ ...change, update: Math.min(change.update, changesBy) }));
  return { ...spec, task: { ...spec.task, values }, training, changes };
}

/** Shortest text that tells every float32 and float64 from every other; the sign of zero shows. */
const text = (x: number): string => (Object.is(x, -0) ? "-0" : String(x));

/** Two 32-bit FNV-1a sums over the bytes of all arrays and the text of all else, names sorted. */
export function fingerprintOf(value: unknown): string {
  let low = 0x811c9dc5;
  let high = 0x9747b28c;
  const add = (byte: number) => {
    low = Math.imul(low ^ byte, 16777619);
    high = Math.imul(high ^ (byte + 1), 16777619) ^ (low >>> 7);
  };
  const visit = (part: unknown): void => {
    if (ArrayBuffer.isView(part)) new Uint8Array(part.buffer, part.byteOffset, part.byteLength).forEach(add);
    else if (typeof part === "object" && part !== null)
      for (const [name, inner] of Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1))) {
        visit(name);
        visit(inner);
      }
    else for (const letter of String(part)) add(letter.charCodeAt(0));
  };
  visit(value);
  return [low, high].map((sum) => (sum >>> 0).toString(16).padStart(8, "0")).join("");
}

/** Trains through the page's own loop, so that held gates, changes, dropout and first states are as they are there. */
export async function bitsOf(
  { decode, prepareTask, plansOf, createLoop }: Parts,
  engine: Engine,
  hash: string,
  count: number,
  load: (name: string) => Promise<unknown>,
): Promise<Bits> {
  const updates: string[][] = [];
  let untrained: readonly string[] = [];
  let states: readonly string[] = [];
  let error: string | null = null;
  try {
    const spec = cut(decode(hash).spec, count);
    const task = await prepareTask(spec, load);
    let end: (message: string | null) => void = () => undefined;
    const ended = new Promise<string | null>((resolve) => {
      end = resolve;
    });
    const on: { readonly [K in keyof Events]?: (event: Events[K]) => void } = {
      metrics: ({ first, count, models }) => {
        for (let n = 0; n < count; n++)
          updates[first - 1 + n] = models.map((model) => {
            const loss = text(model.loss[n] ?? Number.NaN);
            const network = networkMetrics(model);
            if (!network) return `loss ${loss}`;
            const { gradientNorm, clippedNorm, parameterNorms } = network;
            const each = parameterNorms.length / count;
            const norms = fingerprintOf(parameterNorms.slice(n * each, (n + 1) * each));
            const [b, c] = [gradientNorm, clippedNorm].map((row) => text(row[n] ?? Number.NaN));
            return `loss ${loss}, gradient norm ${b}, clipped ${c}, norms of parameters ${norms}`;
          });
      },
      evaluation: ({ update, models }) => {
        if (update === 0) untrained = models.map(({ loss }) => text(loss));
      },
      failed: ({ message }) => end(inEnglish(message)),
      phase: ({ phase }) => {
        if (phase === "finished") end(null);
      },
    };
    const loop = createLoop({
      ...{ engine, spec, task, plans: plansOf(spec, task), sampleText, now: () => performance.now() },
      emit: (type, event) => on[type]?.(event),
      wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    });
    loop.needs({ profiles: true, forecast: false, terms: false });
    await loop.start();
    loop.train();
    error = await ended;
    const left = await loop.suspend();
    states = left?.now.models.map(({ state }) => fingerprintOf(state)) ?? [];
  } catch (thrown) {
    error = thrown instanceof Error ? thrown.message : String(thrown);
  }
  return { updates, untrained, states, error };
}
