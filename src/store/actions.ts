import type { StoreApi } from "zustand/vanilla";
import { isCellKind } from "../cells/index.ts";
import { checkField } from "../lib/fields.ts";
import { isOptimizerKind } from "../optimizers/index.ts";
import {
  addModel,
  fieldAt,
  isLive,
  removeModel,
  withModel,
  withOptimizer,
  withTask,
  withValue,
} from "../spec/describe.ts";
import { presets } from "../spec/presets.ts";
import { maxModels } from "../spec/spec.ts";
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
      if (!isLive(path) || session.waiting()) {
        set({ presetId: null });
        session.begin({ ...next, changes: [] }, "rested");
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
      session.begin(addModel(session.fresh(), cell));
    },
    removeModel: (index) => {
      if (get().spec.models.length <= 1) {
        set({ problems: [en.store.lastModel] });
        return;
      }
      set({ presetId: null, openModel: null });
      session.begin(removeModel(session.fresh(), index));
    },
    setModelCell: (index, cell) => {
      if (!isCellKind(cell)) return;
      set({ presetId: null });
      session.begin(withModel(session.fresh(), index, cell));
    },
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
    watchForecast: (forecast) => session.need({ profiles: true, forecast }),
    goOnWithOffer: () => void offers.goOn(),
    startAnew: offers.startAnew,
    dismissUnkept: () => set({ isUnkept: false }),
    dismissProblems: () => set({ problems: [] }),
    dismissNotice: () => session.renew({ notice: null }),
  };
  return actions;
}
