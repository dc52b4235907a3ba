import type { UpdateTelemetry } from "../engine/engine.ts";
import type { Plan } from "../model/plan.ts";
import type { Events, ModelMetrics, Profile } from "./protocol.ts";

type MetricsBatch = Omit<Events["metrics"], "seconds" | "tensors">;

/** Rows of updates that wait for the next message. */
export interface MetricsBuffer {
  append(update: number, results: readonly UpdateTelemetry[]): void;
  /** Everything since the last call, or null if nothing came. */
  take(): MetricsBatch | null;
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

export function createMetricsBuffer(plans: readonly Plan[]): MetricsBuffer {
  let first = 0;
  let rows: (readonly UpdateTelemetry[])[] = [];
  const column = (m: number, pick: (telemetry: UpdateTelemetry) => number) =>
    Float32Array.from(rows, (row) => pick(row[m] as UpdateTelemetry));
  return {
    append: (update, results) => {
      if (rows.length === 0) first = update;
      rows.push(results);
    },
    take: () => {
      if (rows.length === 0) return null;
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
      const batch = { first, count: rows.length, models, profiles };
      rows = [];
      return batch;
    },
  };
}
