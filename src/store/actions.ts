import type { StoreApi } from "zustand/vanilla";
import { cells, isCellKind } from "../cells/index.ts";
import { checkField } from "../lib/fields.ts";
import { conventionOf } from "../model/conventions.ts";
import { isOptimizerKind } from "../optimizers/index.ts";
import { clampsOf } from "../spec/clamp-fields.ts";
import {
  addModel,
  fieldAt,
  isLive,
  locate,
  removeModel,
  withDepth,
  withModel,
  withOptimizer,
  withoutLayer,
  withTask,
  withValue,
  withValues,
} from "../spec/describe.ts";
import { presets } from "../spec/presets.ts";
import { type ExperimentSpec, maxModels } from "../spec/spec.ts";
import { trainingFields } from "../spec/training-fields.ts";
import { isTaskKind } from "../tasks/index.ts";
import { en } from "../text/en.ts";
import type { Offers } from "./offers.ts";
import { createOwnDataActions } from "./own-data.ts";
import { writeDevice } from "./persist.ts";
import type { Session } from "./session.ts";
import type { Actions, AppState } from "./state.ts";

/** What a person can do, by button, key or control. */
export function createActions(
  state: StoreApi<AppState>,
  session: Session,
  offers: Pick<Offers, "goOn" | "startAnew">,
): Actions {
  const { getState: get, setState: set } = state;
  const link = () => `${location.origin}${location.pathname}${location.search}${session.hash()}`;
  /** A new run of a changed experiment; what is refused is said. */
  const beginWith = (change: (spec: ExperimentSpec) => ExperimentSpec): void => {
    try {
      const next = change(session.fresh());
      set({ presetId: null });
      session.begin(next);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      set({ problems: [error.message] });
    }
  };

  const actions: Actions = {
    ...createOwnDataActions(state, session),
    train: () => {
      session.settle();
      const { run, spec } = get();
      const { updates } = spec.training;
      // At the planned end Train goes on: the plan grows by what it was.
      if (run.phase === "finished" && updates > 0 && run.update >= updates)
        actions.set(
          "training.updates",
          Math.min(trainingFields.updates.max, run.update + session.plannedUpdates()),
        );
      session.train();
    },
    pause: session.pause,
    oneUpdate: () => {
      session.settle();
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
        set({ presetId: null });
        session.begin({ ...next, changes: [] }, "rested");
        return;
      }
      const at = locate(path);
      const layer = at?.group === "models" ? spec.models[at.model]?.layers[at.layer] : undefined;
      const mirror = layer && cells[layer.cell].mirror;
      if (
        layer &&
        mirror &&
        at?.name === mirror.field &&
        clampsOf(layer.cell, layer.values).has(mirror.gate)
      ) {
        set({ problems: [en.store.heldCannotTurn(cells[layer.cell].words[mirror.gate] ?? mirror.gate)] });
        return;
      }
      set({ spec: next });
      session.change(path, checked.value);
    },
    setTask: (kind) => {
      if (!isTaskKind(kind) || kind === get().spec.task.kind) return;
      set({ presetId: null });
      session.begin(withTask(session.fresh(), kind));
    },
    setOptimizer: (kind) => {
      if (!isOptimizerKind(kind) || kind === get().spec.optimizer.kind) return;
      set({ presetId: null });
      session.begin(withOptimizer(session.fresh(), kind));
    },
    addModel: (cell) => {
      if (!isCellKind(cell)) return;
      if (get().spec.models.length >= maxModels) {
        set({ problems: [en.store.fifthModel(maxModels)] });
        return;
      }
      set({ presetId: null });
      session.begin(addModel(session.fresh(), cell, conventionOf(get().notation, cell)));
    },
    removeModel: (index) => {
      if (get().spec.models.length <= 1) {
        set({ problems: [en.store.lastModel] });
        return;
      }
      set({ presetId: null, openModel: null });
      session.begin(removeModel(session.fresh(), index));
    },
    setModelCell: (index, cell, layer) => {
      if (!isCellKind(cell)) return;
      const convention = conventionOf(get().notation, cell);
      beginWith((spec) => withModel(spec, index, cell, { layer, convention }));
    },
    addLayer: (index) =>
      beginWith((spec) => withDepth(spec, index, (spec.models[index]?.layers.length ?? 0) + 1)),
    removeLayer: (index, layer) => beginWith((spec) => withoutLayer(spec, index, layer)),
    setTogether: (values) => beginWith((spec) => withValues(spec, values)),
    usePreset: (id) => {
      const preset = presets.find((candidate) => candidate.id === id);
      if (!preset) throw new RangeError(en.store.unknownPreset(id));
      session.begin(preset.spec);
      set({ presetId: id, openModel: null });
    },
    continueWithClipping: () => session.rollBack(1),
    tryAgain: session.tryAgain,
    link,
    share: async () => {
      try {
        await navigator.clipboard.writeText(link());
      } catch {
        throw new Error(en.store.clipboardRefused);
      }
      return link();
    },
    point: (pointed) => set({ pointed: { ...get().pointed, ...pointed } }),
    pin: (pinnedStep) => set({ pinnedStep }),
    show: (change) => {
      set(change);
      writeDevice(get());
    },
    watchForecast: (forecast) => session.need({ forecast }),
    watchTerms: (terms) => session.need({ terms }),
    goOnWithOffer: () => void offers.goOn(),
    startAnew: offers.startAnew,
    dismissUnkept: () => set({ isUnkept: false }),
    dismissProblems: () => set({ problems: [] }),
    dismissNotice: () => session.renew({ notice: null }),
  };
  return actions;
}
