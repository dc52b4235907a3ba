import { createContext, useContext, useEffect, useMemo, useReducer, useRef } from "react";
import { useStore } from "zustand";
import type { StoreApi } from "zustand/vanilla";
import type { Need } from "../examiner/protocol.ts";
import { type ExperimentSpec, type LayerSpec, layersOf } from "../experiment/spec.ts";
import { planLike } from "../model/build.ts";
import { isCounted, type RaceModel } from "../model/counted.ts";
import { type ScanNode, scansOf } from "../model/plan.ts";
import type { RunRecord } from "./run-record.ts";
import type { Actions, AppState } from "./state.ts";

export interface AppStore {
  readonly state: StoreApi<AppState>;
  readonly actions: Actions;
}

export const StoreContext = createContext<AppStore | null>(null);

function useAppStore(): AppStore {
  const store = useContext(StoreContext);
  if (!store) throw new Error("panels live inside <StoreContext>");
  return store;
}

/** A part of the state; renders again when the part changes. */
export const useApp = <T>(select: (state: AppState) => T): T => useStore(useAppStore().state, select);
export const useActions = (): Actions => useAppStore().actions;
/** For handlers and painting code that must not render: the state as it is now. */
export const useAppState = (): (() => AppState) => useAppStore().state.getState;

/**
 * The present run's record; renders again at most `perSecond` times a second while it changes. Charts use 5 (that is
 * what recharts bears), readouts 10.
 */
export function useRecord(perSecond: number): RunRecord | null {
  const { state } = useAppStore();
  const record = useApp((app) => app.record);
  const [, render] = useReducer((n: number) => n + 1, 0);
  useEffect(() => {
    let shown = -1;
    let shownAt = 0;
    let frame = requestAnimationFrame(function look(now) {
      const current = state.getState().record;
      if (current && current.version !== shown && now - shownAt >= 1000 / perSecond) {
        shown = current.version;
        shownAt = now;
        render();
      }
      frame = requestAnimationFrame(look);
    });
    return () => cancelAnimationFrame(frame);
  }, [state, perSecond]);
  return record;
}

/** While the component is on screen, the examiner computes this. */
export function useNeed(want: Need): void {
  const { need } = useActions();
  useEffect(() => need(want), [need, want]);
}

const isLayerOf = ({ cell, units, options }: ScanNode, layer: LayerSpec | undefined): boolean =>
  layer?.cell === cell &&
  layer.values.units === units &&
  layer.values.bidirectional === options.bidirectional;

/** A record's models, networks with the gates that are held now; as they are while the settings are another run's. */
export const heldPlans = (
  { plans }: RunRecord,
  { models }: Pick<ExperimentSpec, "models">,
): readonly RaceModel[] =>
  plans.map((plan, m) => {
    const model = models[m];
    if (isCounted(plan)) return plan;
    const isSame = model && scansOf(plan).every((scan) => isLayerOf(scan, layersOf(model)[scan.layer]));
    return isSame ? planLike(plan, model) : plan;
  });

/** The same object while neither changes. */
export function useHeldPlans(record: RunRecord): readonly RaceModel[] {
  const models = useApp((app) => app.spec.models);
  return useMemo(() => heldPlans(record, { models }), [record, models]);
}

/**
 * Calls `paint` on an animation frame whenever the record, what is pointed at, or anything else in the state changed:
 * for canvases, which paint themselves and do not render.
 */
export function usePaint(paint: (state: AppState) => void): void {
  const { state } = useAppStore();
  const latest = useRef(paint);
  latest.current = paint;
  useEffect(() => {
    let seen: AppState | null = null;
    let version = -1;
    let painted: unknown = null;
    let frame = requestAnimationFrame(function look() {
      const now = state.getState();
      if (now !== seen || now.record?.version !== version || latest.current !== painted) {
        seen = now;
        version = now.record?.version ?? -1;
        painted = latest.current;
        latest.current(now);
      }
      frame = requestAnimationFrame(look);
    });
    return () => cancelAnimationFrame(frame);
  }, [state]);
}
