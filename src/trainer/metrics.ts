import type { UpdateTelemetry } from "../engine/engine.ts";
import type { Plan } from "../model/plan.ts";
import type { Events, ModelMetrics, Profile } from "./protocol.ts";

type MetricsBatch = Omit<Events["metrics"], "seconds" | "tensors">;

/** Milliseconds between two messages: one batch of metrics a frame at most. */
const frameMs = 16;

/** Rows of updates that wait for the next message. */
export interface Metrics {
  append(update: number, results: readonly UpdateTelemetry[]): void;
  /** Whether a frame has passed since the last message. */
  isDue(): boolean;
  /** Sends everything since the last message, if anything came. */
  flush(): void;
  /** Forgets it instead. */
  drop(): void;
}

const concat = (parts: readonly Float32Array[]): Float32Array => {
  const out = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
};

/** @param now milliseconds */
export function createMetrics(
  plans: readonly Plan[],
  now: () => number,
  send: (batch: MetricsBatch) => void,
): Metrics {
  let flushedAt = 0;
  let first = 0;
  let rows: (readonly UpdateTelemetry[])[] = [];
  const column = (m: number, pick: (telemetry: UpdateTelemetry) => number) =>
    Float32Array.from(rows, (row) => pick(row[m] as UpdateTelemetry));
  const batchOf = (): MetricsBatch => {
    const models = plans.map(
      (_, m): ModelMetrics => ({
        loss: column(m, ({ loss }) => loss),
        gradientNorm: column(m, ({ gradientNorm }) => gradientNorm),
        clippedNorm: column(m, ({ clippedNorm }) => clippedNorm),
        parameterNorms: concat(rows.map((row) => (row[m] as UpdateTelemetry).parameterNorms)),
      }),
    );
    // Rows where the profiles were not wanted leave the whole batch without: a waterfall has no half columns.
    const profiles = plans.map((_, m): readonly Profile[] => {
      const complete = rows.every((row) => (row[m]?.profiles.length ?? 0) > 0);
      if (!complete) return [];
      return (rows[0]?.[m]?.profiles ?? []).map(({ scan, state }, p) => ({
        scan,
        state,
        norms: concat(rows.map((row) => row[m]?.profiles[p]?.norms ?? new Float32Array())),
      }));
    });
    return { first, count: rows.length, models, profiles };
  };
  return {
    append: (update, results) => {
      if (rows.length === 0) first = update;
      rows.push(results);
    },
    isDue: () => now() - flushedAt >= frameMs,
    flush: () => {
      const batch = rows.length > 0 ? batchOf() : null;
      rows = [];
      flushedAt = now();
      if (batch) send(batch);
    },
    drop: () => {
      rows = [];
    },
  };
}
