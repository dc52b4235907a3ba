import type { StoreApi } from "zustand/vanilla";
import { isArchitectureKind } from "../architectures/index.ts";
import { cells, isCellKind } from "../cells/index.ts";
import { clampsOf } from "../experiment/clamp-fields.ts";
import {
  addModel,
  fieldAt,
  isLive,
  layerAt,
  locate,
  removeModel,
  valueAt,
  whyNoChange,
  withArchitecture,
  withChangesUntil,
  withModel,
  withOneMoreLayer,
  withOptimizer,
  withoutLayer,
  withTask,
  withValue,
  withValues,
} from "../experiment/describe.ts";
import { presets } from "../experiment/presets.ts";
import { type ExperimentSpec, maxModels } from "../experiment/spec.ts";
import { checkField } from "../lib/fields.ts";
import { phraseOf } from "../lib/phrase.ts";
import { saidBy } from "../lib/said.ts";
import { conventionOf } from "../model/conventions.ts";
import { isOptimizerKind } from "../optimizers/index.ts";
import { isTaskKind } from "../tasks/index.ts";
import { en } from "../text/en.ts";
import { message } from "../text/message.ts";
import type { Snapshot } from "../trainer/protocol.ts";
import { updatesMore } from "./duration.ts";
import type { Examining } from "./examining.ts";
import { createOwnDataActions } from "./own-data.ts";
import { noMoreChanges } from "./pending-changes.ts";
import { writeDevice } from "./persist.ts";
import type { ResumeOffers } from "./resume-offers.ts";
import { lookBack } from "./run-record.ts";
import type { Session } from "./session.ts";
import { type Actions, type AppState, nowhere } from "./state.ts";

/** What a person can do, by button, key or control. */
export function createActions(
  state: StoreApi<AppState>,
  session: Session,
  offers: Pick<ResumeOffers, "goOn" | "startAnew">,
  examining: Pick<Examining, "need" | "look">,
): Actions {
  const { getState: get, setState: set } = state;
  const link = () => `${location.origin}${location.pathname}${location.search}${session.link.hash()}`;
  const lookAt = (moment: Snapshot | null, asked: number | null = null): void => {
    const { record } = get();
    if (!record) return;
    lookBack(record, moment);
    set({ moment: moment?.update ?? null, asked: moment?.update === asked ? null : asked });
    examining.look();
  };
  /** Of a run that is not there: whoever trains another one has something else in mind. */
  const forgetAsked = (): void => {
    if (get().moment === null) set({ asked: null });
  };
  /** A new run of a changed experiment; what is refused is said. */
  const beginWith = (change: (spec: ExperimentSpec) => ExperimentSpec): void => {
    try {
      const next = change(session.fresh());
      session.begin(next);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      set({ problems: [saidBy(error)] });
    }
  };

  const actions: Actions = {
    ...createOwnDataActions(state, session),
    train: () => {
      session.settle();
      forgetAsked();
      const { run, spec } = get();
      const more = updatesMore(run, spec);
      if (more !== null) actions.set("training.updates", run.update + more);
      session.train();
    },
    pause: session.pause,
    oneUpdate: () => {
      session.settle();
      forgetAsked();
      session.oneUpdate();
    },
    reset: () => session.begin(session.fresh()),
    undo: session.undo,
    clearEarlier: () => set({ earlier: [] }),
    set: (path, value) => {
      const { spec } = get();
      const field = fieldAt(spec, path);
      if (!field) return;
      const checked = checkField(field, value);
      if (!checked.ok) {
        set({ problems: [checked.error] });
        return;
      }
      const next = withValue(spec, path, checked.value);
      // Of a network that has not trained yet, a gate is a setting like others: what is untrained is shown as it is then.
      const isPartOfStart = locate(path)?.group === "models" && !session.hasBegun();
      if (!isLive(path) || isPartOfStart || session.waiting()) {
        session.begin({ ...next, changes: [] }, "rested");
        return;
      }
      const at = locate(path);
      const layer = layerAt(spec, at);
      const mirror = layer && cells[layer.cell].mirror;
      if (
        layer &&
        mirror &&
        at?.name === mirror.field &&
        clampsOf(layer.cell, layer.values).has(mirror.gate)
      ) {
        set({
          problems: [
            message("heldCannotTurn", phraseOf(cells[layer.cell].words[mirror.gate] ?? mirror.gate)),
          ],
        });
        return;
      }
      const refusal = session.refusal(path);
      if (refusal !== null) {
        set({ problems: [refusal] });
        return;
      }
      set({ spec: next });
      session.change(path, checked.value);
    },
    setTask: (kind) => {
      if (!isTaskKind(kind) || kind === get().spec.task.kind) return;
      // Afterwards, so that Undo returns to the preset as well.
      session.begin(withTask(session.fresh(), kind));
      set({ presetId: null });
    },
    setOptimizer: (kind) => {
      if (!isOptimizerKind(kind) || kind === get().spec.optimizer.kind) return;
      session.begin(withOptimizer(session.fresh(), kind));
    },
    addModel: (cell) => {
      if (!isCellKind(cell)) return;
      if (get().spec.models.length >= maxModels) {
        set({ problems: [message("fifthModel", maxModels)] });
        return;
      }
      session.begin(addModel(session.fresh(), cell, conventionOf(get().notation, cell)));
    },
    removeModel: (index) => {
      if (get().spec.models.length <= 1) {
        set({ problems: [message("lastModel")] });
        return;
      }
      set({ openModel: null });
      beginWith((spec) => removeModel(spec, index));
    },
    setArchitecture: (index, kind) => {
      if (!isArchitectureKind(kind) || kind === get().spec.models[index]?.architecture) return;
      beginWith((spec) => withArchitecture(spec, index, kind));
    },
    setModelCell: (index, cell, layer) => {
      if (!isCellKind(cell)) return;
      const convention = conventionOf(get().notation, cell);
      beginWith((spec) => withModel(spec, index, cell, { layer, convention }));
    },
    addLayer: (index, part) => beginWith((spec) => withOneMoreLayer(spec, index, part)),
    removeLayer: (index, layer) => beginWith((spec) => withoutLayer(spec, index, layer)),
    setTogether: (values) => beginWith((spec) => withValues(spec, values)),
    usePreset: (id) => {
      const preset = presets.find((candidate) => candidate.id === id);
      if (!preset) throw new RangeError(en.store.unknownPreset(id));
      session.begin(preset.spec);
      set({ presetId: id, presetStep: 0, openModel: null });
    },
    leavePreset: () => set({ presetId: null }),
    doStep: () => {
      const { presetId, presetStep } = get();
      const step = presets.find(({ id }) => id === presetId)?.steps[presetStep];
      if (!step) return;
      if (step.act.kind === "set") actions.set(step.act.path, step.act.value);
      else actions[step.act.kind]();
    },
    tryNext: ({ path, value, label, goesOn }) => {
      session.settle();
      const { spec, run } = get();
      const from = valueAt(spec, path);
      if (from === undefined) return;
      if (goesOn) actions.set(path, value);
      else actions.setTogether({ [path]: value });
      set({ tried: { label, path, from, value, goesOn, update: run.update } });
    },
    undoTried: () => {
      const { tried } = get();
      if (!tried) return;
      if (tried.goesOn) actions.set(tried.path, tried.from);
      else session.undo();
      set({ tried: null });
    },
    pointAt: (place) => {
      const { pointed } = get();
      set({
        panelCall: place && { panel: place.panel, isPressed: false },
        pointed: place
          ? { ...pointed, model: place.model, step: place.step === null ? null : place.step - 1 }
          : nowhere,
      });
    },
    goTo: (place) => {
      if (place.step !== null) set({ pinnedStep: place.step - 1 });
      set({ panelCall: { panel: place.panel, isPressed: true } });
    },
    continueWithClipping: () => {
      const to = get().run.failure?.lastGood ?? 0;
      const why = whyNoChange(withChangesUntil(session.link.spec(), to), to);
      if (why) set({ problems: [noMoreChanges(why)] });
      else session.rollBack(1);
    },
    tryAgain: session.tryAgain,
    link,
    point: (pointed) => set({ pointed: { ...get().pointed, ...pointed } }),
    pin: (pinnedStep) => set({ pinnedStep }),
    show: (change) => {
      set(change);
      writeDevice(get());
    },
    lookAt: (update, exactly = false) => {
      const moment = update === null ? null : (get().record?.moments.nearest(update) ?? null);
      lookAt(moment, exactly && moment ? update : null);
    },
    stepMoment: (places) => {
      const { record } = get();
      if (!record) return;
      const from = record.lookedAt?.update ?? record.update;
      const next = record.moments.step(from, places);
      lookAt(places > 0 && next?.update === from ? null : next);
    },
    fork: async () => (await import("./branches.ts")).fork(state, session),
    typeWeights: (typed) => {
      void import("./branches.ts").then(({ typeWeights }) => {
        try {
          typeWeights(session, typed);
        } catch (error) {
          if (!(error instanceof RangeError)) throw error;
          set({ problems: [saidBy(error)] });
        }
      });
    },
    need: examining.need,
    watchForecast: (forecast) => session.demand.need({ forecast }),
    watchTerms: (terms) => session.demand.need({ terms }),
    goOnWithOffer: () => void offers.goOn(),
    startAnew: offers.startAnew,
    dismissUnkept: () => set({ isUnkept: false }),
    dismissProblems: () => set({ problems: [] }),
    dismissNotice: () => session.summary.renew({ notice: null }),
  };
  return actions;
}
