import type { PreparedTask } from "../tasks/task.ts";
import type { Evaluator, Weighted } from "./evaluator.ts";
import type { LiveSpec } from "./live-spec.ts";
import type { Pipeline } from "./pipeline.ts";
import type { Needs } from "./protocol.ts";
import type { Emit } from "./run.ts";

/** While training goes on, forecasts take at most this share of the time. */
const forecastShare = 0.1;

/** What a run is looked at by beside its curves: the probe's trace, written text, forecasts that run freely. */
export interface Instruments {
  /** A setting got another value. */
  changed(field: string): void;
  pullTrace(): void;
  /** What somebody looks at. */
  needs(wanted: Pick<Needs, "forecast" | "terms">): void;
  /** Text anew: a run that is taken up again shows what it writes. */
  wantSample(): void;
  /** Something is to be submitted at the present weights. */
  due(): boolean;
  /** Gives the first thing that is due to the pipeline. */
  submit(): void;
  /** @param states read with an evaluation, where the task is to write text. */
  evaluated(states: readonly (Weighted | null)[]): void;
  /** The models are others than they were: what was looked at is void. */
  forget(): void;
}

export interface InstrumentsOptions {
  readonly task: PreparedTask;
  readonly spec: LiveSpec;
  readonly evaluator: Evaluator;
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
  /** Lets other messages have their turn. */
  readonly wait: () => Promise<void>;
  /** The run is being put aside: nobody waits for more. */
  readonly ending: () => boolean;
}

export function createInstruments(options: InstrumentsOptions): Instruments {
  const { task, spec, evaluator, pipeline, emit, flush, now } = options;
  let traceWanted = false;
  let tracedAt = "";
  let termsWanted = false;
  let sampleWanted = false;
  let forecastWanted = false;
  /** Evaluations bring one along. */
  let forecastFresh = true;
  /** View and update of the newest forecast. */
  let forecastOf = "";
  let forecastAt = -1;
  /** So that the newest one took no more than its share. */
  let forecastAgain = Number.NEGATIVE_INFINITY;

  const traceKey = () => `${options.submitted()}/${spec.whole.view.probe}/${termsWanted}`;
  const traceDue = () => traceWanted && tracedAt !== traceKey();
  const view = () => spec.after(options.update()).view;
  const forecastKey = () => `${view().probe}/${view().horizon}`;
  const forecasts = () => forecastWanted && task.forecast !== undefined;
  const forecastDue = () =>
    forecasts() &&
    pipeline.count("forecast") === 0 &&
    (!forecastFresh ||
      forecastOf !== forecastKey() ||
      (options.resting() && forecastAt !== options.submitted()));

  function sample(states: readonly (Weighted | null)[]): void {
    if (!task.generate) return;
    const { temperature } = view();
    emit("sample", { update: options.update(), temperature, texts: evaluator.write(states, temperature) });
  }

  function submitSample(): void {
    sampleWanted = false;
    pipeline.push("sample", evaluator.read(), (states) => {
      flush();
      sample(states);
    });
  }

  function submitForecast(): void {
    const { probe, horizon } = view();
    const asked = forecastKey();
    forecastFresh = true;
    const began = now();
    const isWanted = () => forecasts() && asked === forecastKey() && !options.ending();
    const run = evaluator.forecast(probe, horizon, async () => {
      await options.wait();
      return isWanted();
    });
    pipeline.push("forecast", run, (result) => {
      forecastAgain = now() + (now() - began) * (1 / forecastShare - 1);
      if (!result) return;
      forecastOf = asked;
      forecastAt = options.update();
      flush();
      emit("forecast", { update: forecastAt, ...result });
    });
  }

  function submitTrace(): void {
    const { probe } = spec.whole.view;
    traceWanted = false;
    tracedAt = traceKey();
    pipeline.push("trace", evaluator.trace(probe, termsWanted), (models) => {
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
    needs: ({ forecast, terms }) => {
      if (forecast && !forecastWanted) forecastOf = "";
      forecastWanted = forecast;
      termsWanted = terms;
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
    evaluated: (states) => {
      sample(states);
      if (now() >= forecastAgain) forecastFresh = false;
    },
    forget: () => {
      tracedAt = "";
      forecastOf = "";
    },
  };
}
