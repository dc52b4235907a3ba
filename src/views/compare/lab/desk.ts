import { useEffect } from "react";
import { useStore } from "zustand";
import { useAppState } from "../../../store/hooks.ts";
import { createLabDesk, type LabDesk, type LabDeskState } from "../../../store/lab-desk.ts";
import type { AppState } from "../../../store/state.ts";

let desk: LabDesk | null = null;

/** The one lab of the page, which goes on while other views are open. */
function deskOf(getState: () => AppState): LabDesk {
  desk ??= createLabDesk({
    assetBase: new URL("./", location.href).href,
    cores: navigator.hardwareConcurrency || 1,
    isTraining: () => getState().run.phase === "training",
  });
  return desk;
}

export function useLabDesk(): readonly [LabDesk, LabDeskState] {
  const own = deskOf(useAppState());
  const state = useStore(own.state);
  useEffect(() => {
    if (!own.state.getState().isRead) void own.restore();
  }, [own]);
  return [own, state];
}
