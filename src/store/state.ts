import type { AnyValues, FieldValue } from "../lib/fields.ts";
import type { NotationId } from "../model/notation.ts";
import type { ScanNode } from "../model/plan.ts";
import type { ExperimentSpec } from "../spec/spec.ts";
import type { EngineKind, EngineOption, FailureCode, Phase } from "../trainer/protocol.ts";
import type { Pace } from "./duration.ts";
import type { Import, OwnDataActions } from "./own-data.ts";
import type { RunRecord } from "./run-record.ts";

export interface ModelStatus {
  readonly name: string;
  /** Of the newest update's training batch; null before the first. */
  readonly loss: number | null;
  readonly heldOutLoss: number | null;
  readonly metric: number | null;
  readonly solvedAt: number | null;
  readonly stuckAt: string | null;
}

export interface Failure {
  readonly code: FailureCode;
  readonly message: string;
  readonly update: number;
  readonly model: number | null;
  readonly gradientNorm: number | null;
  readonly lastGood: number | null;
}

/** What the present run trains on. */
export interface Device {
  readonly engine: EngineKind;
  readonly backend: string;
  readonly renderer: string;
  readonly note: string | null;
  /** All engines that there are, as far as they were measured on an experiment like this one. */
  readonly options: readonly EngineOption[];
  /** What was measured last on it; null where nothing was. */
  readonly pace: Pace | null;
}

/** What is pointed at. One place for all panels: this is the linked hover. */
export interface Pointed {
  /** 0-based step, or null. */
  readonly step: number | null;
  readonly model: number | null;
  readonly unit: number | null;
  /** Gate or equation name, e.g. "f". */
  readonly gate: string | null;
  /** Parameter path, e.g. "layers.0.recurrentKernel". */
  readonly parameter: string | null;
}

export interface RunSummary {
  readonly id: number;
  readonly phase: Phase;
  readonly update: number;
  readonly updatesPerSecond: number;
  /** Training time, pauses left out, in seconds. */
  readonly seconds: number;
  /** To the planned end, in seconds; null if unknown or without end. */
  readonly secondsLeft: number | null;
  readonly models: readonly ModelStatus[];
  readonly failure: Failure | null;
  /** One sentence for the polite live region: solved, stuck, finished. */
  readonly milestone: string | null;
  /** One sentence on what broke and was mended by itself; until it is dismissed or another run starts. */
  readonly notice: string | null;
}

export const nowhere: Pointed = { step: null, model: null, unit: null, gate: null, parameter: null };

export const idle: RunSummary = {
  id: 0,
  phase: "preparing",
  update: 0,
  updatesPerSecond: 0,
  seconds: 0,
  secondsLeft: null,
  models: [],
  failure: null,
  milestone: null,
  notice: null,
};

export type Theme = "light" | "dark";

/** A kept run of the experiment that was opened: it may go on. */
export interface Offer {
  readonly id: string;
  /** The untrained run whose place it would take. */
  readonly run: number;
  readonly update: number;
  /** What it was doing when it was last heard of, … */
  readonly state: "training" | "resting" | "finished";
  /** … this many seconds ago. */
  readonly seconds: number;
}

/** A layer's direction; a model that has none such shows the nearest that it has. */
export type ShownLayer = Pick<ScanNode, "layer" | "direction">;

export interface AppState {
  /** What the controls show and the link holds, live changes included. */
  readonly spec: ExperimentSpec;
  readonly run: RunSummary;
  /** Curves of the present run; null until its data is loaded. Changes in place: read it with `useRecord`. */
  readonly record: RunRecord | null;
  /** Earlier runs, newest first, drawn pale until cleared (at most 3). */
  readonly earlier: readonly RunRecord[];
  readonly canUndo: boolean;
  readonly device: Device | null;
  /** What could not be read from the link, as sentences. */
  readonly problems: readonly string[];
  /** What was brought and is looked at in the dialog for data of one's own; null while it is closed. */
  readonly importing: Import | null;
  readonly offer: Offer | null;
  /** This browser keeps no run, which was not read yet. */
  readonly isUnkept: boolean;
  readonly presetId: string | null;
  readonly pointed: Pointed;
  /** A step that was clicked stays pointed at when the pointer leaves. */
  readonly pinnedStep: number | null;
  /** Of which unit the equations show numbers when none is pointed at. */
  readonly pinnedUnit: { readonly model: number; readonly unit: number } | null;
  /** The state or gate that the strips show; null is every model's first state. */
  readonly shownSignal: string | null;
  /** Whose letters gates, states and matrices have. */
  readonly notation: NotationId;
  /** Whose states the strips show; null is every model's last layer, read forward. */
  readonly shownLayer: ShownLayer | null;
  readonly gradientMode: "share" | "absolute";
  readonly lossAxis: "log" | "linear";
  /** Weight of the moving average in loss and gradient norm, 0 … 0.99. */
  readonly smoothing: number;
  /** Parameters whose gradient norms are drawn, by path ("on demand"). */
  readonly shownParameters: readonly string[];
  readonly openModel: number | null;
  readonly theme: Theme;
  readonly shortcuts: boolean;
  /** What training does in a tab that nobody looks at. */
  readonly whenHidden: "goOn" | "pause";
}

/** Where each key lives. A new key does not compile until someone decides. */
export const lifetime = {
  spec: "link",
  run: "page",
  record: "page",
  earlier: "page",
  canUndo: "page",
  device: "page",
  problems: "page",
  importing: "page",
  offer: "page",
  isUnkept: "page",
  presetId: "page",
  pointed: "page",
  pinnedStep: "page",
  pinnedUnit: "page",
  shownSignal: "page",
  notation: "device",
  shownLayer: "page",
  gradientMode: "device",
  lossAxis: "device",
  smoothing: "device",
  shownParameters: "page",
  openModel: "page",
  theme: "device",
  shortcuts: "device",
  whenHidden: "device",
} as const satisfies Record<keyof AppState, "link" | "device" | "page">;

/** What a person can do. Every one is safe to call at any time. */
export interface Actions extends OwnDataActions {
  train(): void;
  pause(): void;
  oneUpdate(): void;
  /** Back to untrained weights; the curves stay pale and `undo` brings them back. */
  reset(): void;
  undo(): void;
  clearEarlier(): void;
  /** By path as in links: "task.length", "models.1.units", "optimizer.learningRate". Live ones do not restart. */
  set(path: string, value: FieldValue): void;
  setTask(kind: string): void;
  setOptimizer(kind: string): void;
  /** Adds a model of that cell, as the source has it whose letters are shown; a fifth is refused with a sentence in `problems`. */
  addModel(cell: string): void;
  removeModel(index: number): void;
  /** In one layer, or in all of them; as the source has it whose letters are shown. */
  setModelCell(index: number, cell: string, layer?: number): void;
  /** One more layer, like the last; a fifth is refused with a sentence in `problems`. */
  addLayer(index: number): void;
  removeLayer(index: number, layer: number): void;
  /** Several settings at once, by path, as one new run. */
  setTogether(values: AnyValues): void;
  usePreset(id: string): void;
  /** After NaN: from the last good weights, clipped at 1. */
  continueWithClipping(): void;
  /** After the device or the worker was lost too often: another try, from the newest snapshot. */
  tryAgain(): void;
  /** Copies the link; resolves to the text that was copied, rejects with a sentence if the browser forbids it. */
  share(): Promise<string>;
  link(): string;
  point(pointed: Partial<Pointed>): void;
  pin(step: number | null): void;
  show(
    change: Partial<
      Pick<
        AppState,
        | "pinnedUnit"
        | "shownSignal"
        | "notation"
        | "shownLayer"
        | "gradientMode"
        | "lossAxis"
        | "smoothing"
        | "shownParameters"
        | "openModel"
        | "theme"
        | "shortcuts"
        | "whenHidden"
      >
    >,
  ): void;
  /** A panel that shows free-running forecasts came or went; nobody looking, none are computed. */
  watchForecast(watched: boolean): void;
  /** Somebody looks at the numbers in equations; nobody looking, traces come without them. */
  watchTerms(watched: boolean): void;
  /** The offered run goes on where it stopped. */
  goOnWithOffer(): void;
  /** The offered run is forgotten; the untrained one stays. */
  startAnew(): void;
  dismissUnkept(): void;
  dismissProblems(): void;
  dismissNotice(): void;
}
