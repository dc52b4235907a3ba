import type { StoreApi } from "zustand/vanilla";
import { formatCount } from "../lib/format.ts";
import { withValue } from "../spec/describe.ts";
import { en } from "../text/en.ts";
import type { Events, Handlers } from "../trainer/protocol.ts";
import { paceOfEngine, paceOfRun } from "./duration.ts";
import { addProven, readPace, writePace } from "./persist.ts";
import {
  recordChange,
  recordEvaluation,
  recordForecast,
  recordMetrics,
  recordSample,
  recordTrace,
  truncateRecord,
} from "./run-record.ts";
import type { Session } from "./session.ts";
import type { AppState } from "./state.ts";
import { milestoneOf } from "./summary.ts";

/** Keeps the present run: "soon" while it trains, "now" where it rests. */
export type Save = (when: "now" | "soon") => void;

/** What the worker says, written into the record and the summary of the present run. */
export function createEventHandlers(
  state: StoreApi<AppState>,
  session: Session,
  save: Save = () => undefined,
): Handlers<Events> {
  const { getState: get, setState: set } = state;
  return {
    engine: ({ engine, backend, renderer, note, options }) => {
      const { record, device } = get();
      if (record) record.engine = engine;
      const pace =
        paceOfEngine({ engine, backend, options }, device, record) ?? readPace(`${engine} ${backend}`);
      if (pace) writePace(`${engine} ${backend}`, pace);
      set({ device: { engine, backend, renderer, note, options, pace } });
    },
    phase: ({ phase, reason }) => {
      session.resetRate();
      const { record, spec, device } = get();
      const pace = record && phase !== "training" ? paceOfRun(record, spec) : null;
      if (device && pace) {
        set({ device: { ...device, pace } });
        writePace(`${device.engine} ${device.backend}`, pace);
      }
      if (phase === "finished") session.rest();
      if (phase === "training") session.noteRate(record?.update ?? 0);
      session.renew({
        phase,
        ...(phase === "failed" ? {} : { failure: null }),
        ...(phase === "finished" && reason ? { milestone: reason } : {}),
      });
      if (phase === "paused" || phase === "finished") save("now");
    },
    metrics: (event) => {
      const { record } = get();
      if (!record) return;
      recordMetrics(record, event);
      session.noteRate(record.update);
      session.renewSoon();
    },
    evaluation: (event) => {
      const { record, run } = get();
      if (!record) return;
      recordEvaluation(record, event);
      session.renew({ milestone: milestoneOf(record) ?? run.milestone });
    },
    trace: (event) => {
      const { record } = get();
      if (record) recordTrace(record, event);
      session.pullTraceLater();
    },
    sample: (event) => {
      const { record } = get();
      if (record) recordSample(record, event);
    },
    forecast: (event) => {
      const { record } = get();
      if (record) recordForecast(record, event);
    },
    changed: ({ update, field, value }) => {
      const { record, spec } = get();
      if (record) recordChange(record, { update, field, value });
      session.recordChange({ update, field, value });
      set({ spec: withValue(spec, field, value) });
      session.syncUrl();
    },
    converted: ({ update, model, worst }) => {
      const name = get().record?.names[model] ?? "";
      session.renew({ notice: en.store.converted(name, formatCount(update), worst) });
    },
    rolledBack: ({ update }) => {
      const { record } = get();
      if (record) truncateRecord(record, update);
      session.forgetChangesAfter(update);
      session.pullTraceLater();
      session.renew({ failure: null, milestone: null });
    },
    snapshot: ({ snapshot }) => {
      session.keep(snapshot);
      save(get().run.phase === "training" ? "soon" : "now");
    },
    proven: ({ key }) => addProven(key),
    failed: ({ code, message, update, model, gradientNorm, lastGood }) => {
      if (code === "contextLost" || code === "workerLost") {
        session.lost(code, message);
        return;
      }
      session.rest();
      session.renew({
        phase: "failed",
        failure: { code, message, update, model, gradientNorm, lastGood },
      });
      save("now");
    },
  };
}
