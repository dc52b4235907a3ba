import type { StoreApi } from "zustand/vanilla";
import { withValue } from "../experiment/describe.ts";
import { formatCount } from "../lib/format.ts";
import { message } from "../text/message.ts";
import type { Events, Handlers } from "../trainer/protocol.ts";
import { paceKey, paceOfEngine, paceOfRun } from "./duration.ts";
import { addProven, readPace, writePace } from "./persist.ts";
import {
  recordChange,
  recordEngine,
  recordEvaluation,
  recordForecast,
  recordMetrics,
  recordSample,
  recordSnapshot,
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
    engine: ({ engine, backend, renderer, byModel, note, options, update }) => {
      const { record, device } = get();
      if (record) recordEngine(record, { byModel, update });
      const now = { engine, backend, byModel, options };
      const pace = paceOfEngine(now, device, record) ?? readPace(paceKey(now));
      if (pace) writePace(paceKey(now), pace);
      set({ device: { ...now, renderer, note, pace } });
    },
    phase: ({ phase, reason }) => {
      session.summary.resetRate();
      const { record, spec, device } = get();
      const pace = record && phase !== "training" ? paceOfRun(record, spec) : null;
      if (device && pace) {
        set({ device: { ...device, pace } });
        writePace(paceKey(device), pace);
      }
      if (phase === "finished") session.told.rested();
      if (phase === "training") session.summary.noteRate(record?.update ?? 0);
      session.summary.renew({
        phase,
        ...(phase === "failed" ? {} : { failure: null }),
        ...(phase === "finished" && reason ? { milestone: [reason] } : {}),
      });
      if (phase === "paused" || phase === "finished") save("now");
    },
    metrics: (event) => {
      const { record } = get();
      if (!record) return;
      recordMetrics(record, event);
      session.summary.noteRate(record.update);
      session.summary.renewSoon();
    },
    evaluation: (event) => {
      const { record, run } = get();
      if (!record) return;
      recordEvaluation(record, event);
      session.summary.renew({ milestone: milestoneOf(record) ?? run.milestone });
    },
    trace: (event) => {
      const { record } = get();
      if (record) recordTrace(record, event);
      session.demand.pullTraceLater();
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
      session.told.changed({ update, field, value });
      set({ spec: withValue(spec, field, value) });
      session.link.sync();
    },
    converted: ({ update, model, worst }) => {
      const name = get().record?.names[model] ?? "";
      session.summary.renew({ notice: message("converted", name, formatCount(update), worst) });
    },
    rolledBack: ({ update }) => {
      const { record } = get();
      if (record) truncateRecord(record, update);
      set({ moment: null });
      session.told.wentBack(update);
      session.demand.pullTraceLater();
      session.summary.renew({ failure: null, milestone: null });
    },
    snapshot: ({ snapshot }) => {
      const { record } = get();
      record?.moments.add(snapshot);
      if (record) recordSnapshot(record, snapshot);
      session.told.snapshot(snapshot);
      save(get().run.phase === "training" ? "soon" : "now");
    },
    proven: ({ key }) => addProven(key),
    failed: ({ code, message: why, what, update, model, gradientNorm, lastGood }) => {
      if (code === "contextLost" || code === "workerLost") {
        session.told.lost(code, why);
        return;
      }
      session.told.rested();
      session.summary.renew({
        phase: "failed",
        failure: { code, message: why, what, update, model, gradientNorm, lastGood },
      });
      save("now");
    },
  };
}
