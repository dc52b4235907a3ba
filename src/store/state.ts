import type { BackwardAsk, Need, TextAsk } from "../examiner/protocol.ts";
import type { ExperimentSpec } from "../experiment/spec.ts";
import type { TypedWeight } from "../experiment/typed-weights.ts";
import type { AnyValues, FieldValue } from "../lib/fields.ts";
import type { Formed } from "../lib/phrase.ts";
import type { NotationId } from "../model/notation.ts";
import type { ScanNode } from "../model/plan.ts";
import type { Typed } from "../tasks/own-sequence.ts";
import type { Language } from "../text/language.ts";
import type { Said } from "../text/message.ts";
import type { EngineKind, EngineOption, EnginesByModel } from "../trainer/protocol.ts";
import type { Pace } from "./duration.ts";
import type { Import, OwnDataActions } from "./own-data-actions.ts";
import type { RunRecord } from "./run-record.ts";
import type { RunSummary } from "./run-summary.ts";
import type { Edit } from "./verdict/next.ts";
import type { Place } from "./verdict/sentences.ts";

/** What the present run trains on. */
export interface Device {
  readonly engine: EngineKind;
  readonly backend: string;
  readonly renderer: string;
  /** `engine`, `backend` and `renderer` are those of the first network. */
  readonly byModel: EnginesByModel;
  readonly note: Formed | null;
  /** All engines that there are, as far as they were measured on an experiment like this one. */
  readonly options: readonly EngineOption[];
  /** What was measured last on it; null where nothing was. */
  readonly pace: Pace | null;
}

/** A gate or state of one model. */
export interface ShownSignal {
  readonly model: number;
  readonly name: string;
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

/** A suggestion that was taken up and has not trained yet. */
export interface Tried {
  readonly label: string;
  readonly path: string;
  readonly from: FieldValue;
  readonly value: FieldValue;
  /** The present run goes on with it; else it is a new run, and Undo returns to the one before. */
  readonly goesOn: boolean;
  /** The update at which it was taken up, in a run that goes on. */
  readonly update: number;
}

/** A panel that a sentence speaks of: it is outlined, and shown where it was pressed. */
export interface PanelCall {
  readonly panel: string;
  readonly isPressed: boolean;
}

export const nowhere: Pointed = { step: null, model: null, unit: null, gate: null, parameter: null };

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

/** The loop, the step that is pointed at with its neighbours, all steps. */
export type Unfolding = "folded" | "three" | "all";

/** The stepper through a model's computation, and which way it goes: on, back, or over the terms of a weight's gradient. */
export interface ShownWalk {
  readonly model: number;
  readonly way: "forward" | "backward" | "weights";
}

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
  readonly problems: readonly Said[];
  /** What was brought and is looked at in the dialog for data of one's own; null while it is closed. */
  readonly importing: Import | null;
  readonly offer: Offer | null;
  /** This browser keeps no run, which was not read yet. */
  readonly isUnkept: boolean;
  readonly presetId: string | null;
  /** How many of the preset's steps are done. */
  readonly presetStep: number;
  readonly tried: Tried | null;
  readonly panelCall: PanelCall | null;
  /** Update of the kept moment that is looked back at; null: now. */
  readonly moment: number | null;
  /**
   * Update that was asked for exactly: the moment is the kept one nearest to it, and a fork begins there. Without a moment, one that the
   * address names and whose run is not there yet.
   */
  readonly asked: number | null;
  /** A fork trains from the kept moment before to the update that was asked for. */
  readonly replay: { readonly from: number; readonly to: number } | null;
  /** A sequence that is looked at in place of a held-out one. */
  readonly typed: Typed | null;
  /** Which view is open, by id; one that there is none of counts as the first. */
  readonly view: string;
  /** The panel that fills the view, by id. */
  readonly enlarged: string | null;
  readonly pointed: Pointed;
  /** A step that was clicked stays pointed at when the pointer leaves. */
  readonly pinnedStep: number | null;
  /** Of which unit the equations show numbers when none is pointed at. */
  readonly pinnedUnit: { readonly model: number; readonly unit: number } | null;
  /** Gates and states with a strip of their own under the hidden state, the one opened last at the end. */
  readonly shownSignals: readonly ShownSignal[];
  /** Whose letters gates, states and matrices have. */
  readonly notation: NotationId;
  /** Whose states the strips show; null is every model's last layer, read forward. */
  readonly shownLayer: ShownLayer | null;
  /** Place in the race of the model that panels show which show one at a time; null is the first that says something there. */
  readonly shownModel: number | null;
  /** How many copies of a cell are drawn: the loop, three steps, or all. */
  readonly unfolding: Unfolding;
  /** Null: the equations of all models. */
  readonly walk: ShownWalk | null;
  /** What the examiner is asked for the walk back; null before the first. */
  readonly walkedBack: BackwardAsk | null;
  /** What the examiner is asked about text; null before the first. */
  readonly textAsk: TextAsk | null;
  readonly gradientMode: "share" | "absolute";
  readonly lossAxis: "log" | "linear";
  /** Weight of the moving average in loss and gradient norm, 0 … 0.99. */
  readonly smoothing: number;
  /** Parameters whose gradient norms are drawn, by path ("on demand"). */
  readonly shownParameters: readonly string[];
  readonly openModel: number | null;
  /** Of the help dialog: a panel's id, or "" for its start; null while it is closed. */
  readonly help: string | null;
  /** All settings of training are listed, not only those that a beginner sets. */
  readonly allTraining: boolean;
  readonly theme: Theme;
  readonly language: Language;
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
  presetStep: "page",
  tried: "page",
  panelCall: "page",
  moment: "address",
  asked: "address",
  replay: "page",
  typed: "address",
  view: "address",
  enlarged: "page",
  pointed: "page",
  pinnedStep: "address",
  pinnedUnit: "page",
  shownSignals: "page",
  notation: "device",
  shownLayer: "page",
  shownModel: "page",
  unfolding: "page",
  walk: "page",
  walkedBack: "page",
  textAsk: "page",
  gradientMode: "device",
  lossAxis: "device",
  smoothing: "device",
  shownParameters: "page",
  openModel: "page",
  help: "page",
  allTraining: "device",
  theme: "device",
  language: "device",
  shortcuts: "device",
  whenHidden: "device",
} as const satisfies Record<keyof AppState, "link" | "address" | "device" | "page">;

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
  /** Its settings are the defaults; layers are kept where the architecture has a place for them. */
  setArchitecture(index: number, architecture: string): void;
  /** In one layer, or in all of them; as the source has it whose letters are shown. */
  setModelCell(index: number, cell: string, layer?: number): void;
  /**
   * One more layer on top of a part of the model, the first part if it is left out, like the last one there; a fifth is refused
   * with a sentence in `problems`.
   */
  addLayer(index: number, part?: string): void;
  removeLayer(index: number, layer: number): void;
  /** Several settings at once, by path, as one new run. */
  setTogether(values: AnyValues): void;
  usePreset(id: string): void;
  /** Its steps go away; the experiment stays. */
  leavePreset(): void;
  /** What the preset's present step asks for. */
  doStep(): void;
  /** One suggestion: a new run with it, or the present one goes on with it. */
  tryNext(edit: Edit): void;
  /** Back to before the suggestion that was taken up. */
  undoTried(): void;
  /** A sentence points at a panel, at a model's lane and a step (1-based) in it; null: no longer. */
  pointAt(place: Place | null): void;
  /** The same, pressed: the panel is shown and the step stays pointed at. */
  goTo(place: Place): void;
  /** After NaN: from the last good weights, clipped at 1. */
  continueWithClipping(): void;
  /** After the device or the worker was lost too often: another try, from the newest snapshot. */
  tryAgain(): void;
  /** The address of this experiment, with its changes. */
  link(): string;
  point(pointed: Partial<Pointed>): void;
  pin(step: number | null): void;
  show(
    change: Partial<
      Pick<
        AppState,
        | "typed"
        | "view"
        | "enlarged"
        | "pinnedUnit"
        | "shownSignals"
        | "notation"
        | "shownLayer"
        | "shownModel"
        | "unfolding"
        | "walk"
        | "walkedBack"
        | "textAsk"
        | "gradientMode"
        | "lossAxis"
        | "smoothing"
        | "shownParameters"
        | "openModel"
        | "help"
        | "allTraining"
        | "theme"
        | "language"
        | "shortcuts"
        | "whenHidden"
      >
    >,
  ): void;
  /**
   * Every panel shows the run as it was at the kept moment nearest to an update; null: now. Nothing is undone by looking.
   * @param exactly it is remembered which update was asked for: a fork begins there.
   */
  lookAt(update: number | null, exactly?: boolean): void;
  /** So many kept moments on, or back; past the newest is now. */
  stepMoment(places: number): void;
  /**
   * A run that goes on from the moment that is looked at, or from the update that was asked for, to which it trains first; the present one
   * stays pale, and Undo returns to it.
   */
  fork(): Promise<void>;
  /** Weights that were typed for the moment that is shown: another start of an untrained run, else a fork. Undo takes it back. */
  typeWeights(typed: readonly TypedWeight[]): void;
  /** A panel that shows this came; nobody looking, the examiner computes none. @returns to be called when it goes. */
  need(want: Need): () => void;
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
