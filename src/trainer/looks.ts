import type { NetworkState } from "../engine/engine.ts";
import type { PreparedTask } from "../tasks/task.ts";
import type { Examiner } from "./examiner.ts";
import type { LiveSpec } from "./live-spec.ts";
import type { Pipeline } from "./pipeline.ts";
import type { Emit } from "./run.ts";

/** While training goes on, forecasts take at most this share of the time. */
const forecastShare = 0.1;

/** What a run is looked at by beside its curves: the probe's trace, written text, forecasts that run freely. */
export interface Looks {
  /** A setting got another value. */
  changed(field: string): void;
  pullTrace(): void;
  /** @param forecast somebody looks at forecasts. */
  needs(forecast: boolean): void;
  /** Text anew: a run that is taken up again shows what it writes. */
  wantSample(): void;
  /** Something is to be submitted at the present weights. */
  due(): boolean;
  /** Gives the first thing that is due to the pipeline. */
  submit(): void;
  /** The next evaluation is to read the weights as well, for `evaluated`. */
  wantsStates(): boolean;
  /** @param states read with an evaluation; empty if it was not asked for them. */
  evaluated(states: readonly NetworkState[]): void;
  /** The run went back: what was looked at is void. */
  forget(): void;
}

export interface LooksOptions {
  readonly task: PreparedTask;
  readonly spec: LiveSpec;
  readonly examiner: Examiner;
  readonly pipeline: Pipeline;
  readonly emit: Emit;
  /** Puts the curves so far out. */
  readonly flush: () => void;
  /** Milliseconds, monotonic. */
  readonly now: () => number;
  /** Updates whose results have been taken. */
  readonly update: () => number;
  /** Updates given to the engine. */
  readonly submitted: () => number;
  /** Nobody asks for updates. */
  readonly resting: () => boolean;
}

export function createLooks(options: LooksOptions): Looks {
  const { task, spec, examiner, pipeline, emit, flush, now } = options;
  let traceWanted = false;
  let tracedAt = "";
  let sampleWanted = false;
  let forecastWanted = false;
  /** View and update of the newest forecast asked for. */
  let forecastOf = "";
  let forecastAt = -1;
  /** So that the newest one took no more than its share. */
  let forecastAgain = Number.NEGATIVE_INFINITY;

  const traceKey = () => `${options.submitted()}/${spec.whole.view.probe}`;
  const traceDue = () => traceWanted && tracedAt !== traceKey();
  const view = () => spec.after(options.update()).view;
  const forecastKey = () => `${view().probe}/${view().horizon}`;
  const forecasts = () => forecastWanted && task.forecast !== undefined;
  const forecastFits = () => forecasts() && now() >= forecastAgain;
  const forecastDue = () =>
    forecasts() &&
    pipeline.count("forecast") === 0 &&
    (forecastOf !== forecastKey() || (options.resting() && forecastAt !== options.submitted()));

  function sample(states: readonly NetworkState[]): void {
    if (!task.generate) return;
    const { temperature } = view();
    emit("sample", { update: options.update(), temperature, texts: examiner.write(states, temperature) });
  }

  function forecast(states: readonly NetworkState[]): void {
    const began = now();
    forecastOf = forecastKey();
    forecastAt = options.update();
    const { probe, horizon } = view();
    const run = examiner.forecast(states, probe, horizon);
    if (run) emit("forecast", { update: forecastAt, ...run });
    const ended = now();
    forecastAgain = ended + (ended - began) * (1 / forecastShare - 1);
  }

  function submitSample(): void {
    sampleWanted = false;
    pipeline.push("sample", examiner.read(), (states) => {
      flush();
      sample(states);
    });
  }

  function submitForecast(): void {
    pipeline.push("forecast", examiner.read(), (states) => {
      flush();
      forecast(states);
    });
  }

  function submitTrace(): void {
    const { probe } = spec.whole.view;
    traceWanted = false;
    tracedAt = traceKey();
    pipeline.push("trace", examiner.trace(probe), (models) => {
      flush();
      emit("trace", { update: options.update(), probe, models });
    });
  }

  return {
    changed: (field) => {
      if (field === "view.temperature") sampleWanted = task.generate !== undefined;
    },
    pullTrace: () => {
      traceWanted = true;
    },
    needs: (wanted) => {
      if (wanted && !forecastWanted) forecastOf = "";
      forecastWanted = wanted;
    },
    wantSample: () => {
      sampleWanted = task.generate !== undefined;
    },
    due: () => sampleWanted || traceDue() || forecastDue(),
    submit: () => {
      if (sampleWanted) submitSample();
      else if (traceDue()) submitTrace();
      else submitForecast();
    },
    wantsStates: () => task.generate !== undefined || forecastFits(),
    evaluated: (states) => {
      if (states.length === 0) return;
      sample(states);
      if (forecastFits()) forecast(states);
    },
    forget: () => {
      tracedAt = "";
      forecastOf = "";
    },
  };
}
