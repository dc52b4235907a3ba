import type { UpdateTelemetry } from "../engine/engine.ts";
import { hasGradient, type RacerTelemetry } from "../engine/racers.ts";
import type { RaceModel } from "../model/counted.ts";
import type { Events, ModelMetrics, Profile } from "./protocol.ts";

type MetricsBatch = Omit<Events["metrics"], "seconds" | "tensors">;

/** Milliseconds between two messages: one batch of metrics a frame at most. */
const frameMs = 16;

/** Rows of updates that wait for the next message. */
export interface Metrics {
  append(update: number, results: readonly RacerTelemetry[]): void;
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

const column = <T>(rows: readonly T[], pick: (telemetry: T) => number): Float32Array =>
  Float32Array.from(rows, pick);

/** What one model's updates told, as columns; norms only where there is a gradient. */
function metricsOf(rows: readonly RacerTelemetry[]): ModelMetrics {
  const loss = column(rows, ({ loss }) => loss);
  const network = rows.filter(hasGradient);
  if (network.length < rows.length) return { loss };
  return {
    loss,
    gradientNorm: column(network, ({ gradientNorm }) => gradientNorm),
    clippedNorm: column(network, ({ clippedNorm }) => clippedNorm),
    parameterNorms: concat(network.map(({ parameterNorms }) => parameterNorms)),
  };
}

/** Rows where the profiles were not wanted leave the whole batch without: a waterfall has no half columns. */
function profilesOf(rows: readonly RacerTelemetry[]): readonly Profile[] {
  const all = rows.map((row): UpdateTelemetry["profiles"] => (hasGradient(row) ? row.profiles : []));
  if (all.some(({ length }) => length === 0)) return [];
  return (all[0] ?? []).map(({ scan, state }, p) => ({
    scan,
    state,
    norms: concat(all.map((row) => row[p]?.norms ?? new Float32Array())),
  }));
}

/** @param now milliseconds */
export function createMetrics(
  models: readonly RaceModel[],
  now: () => number,
  send: (batch: MetricsBatch) => void,
): Metrics {
  let flushedAt = 0;
  let first = 0;
  let rows: (readonly RacerTelemetry[])[] = [];
  const batchOf = (): MetricsBatch => {
    const byModel = models.map((_, m) => rows.map((row) => row[m] as RacerTelemetry));
    return { first, count: rows.length, models: byModel.map(metricsOf), profiles: byModel.map(profilesOf) };
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
