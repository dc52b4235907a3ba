import { type RefObject, useLayoutEffect, useState } from "react";
import { useApp, useAppState, useDraw } from "../../store/hooks.ts";
import type { AppState } from "../../store/state.ts";
import { type Geometry, geometryOf, type Room } from "./geometry.ts";
import { type Picture, pictureOf } from "./picture.ts";

/** The step pointed at, else the pinned one. */
export function stepOf({ pointed, pinnedStep, record }: AppState): number | null {
  const step = pointed.step ?? pinnedStep;
  return step !== null && record && step < record.task.io.steps ? step : null;
}
export const useStep = (): number | null => useApp(stepOf);

/** What the strips show now; renders once a trace. The canvases draw the same picture on the same frame. */
export function usePicture(): Picture | null {
  const getState = useAppState();
  const [picture, setPicture] = useState(() => pictureOf(getState()));
  useDraw((state) => setPicture(pictureOf(state)));
  return picture;
}

/** Pixels of the band as its place changes. */
export function useGeometry(ref: RefObject<HTMLElement | null>, steps: number): Geometry | null {
  const [room, setRoom] = useState<Room | null>(null);
  useLayoutEffect(() => {
    const measure = () => {
      const width = ref.current?.clientWidth ?? 0;
      if (width === 0) return;
      const next = { width, viewportHeight: window.innerHeight, pixelRatio: window.devicePixelRatio || 1 };
      setRoom((old) => (old && JSON.stringify(old) === JSON.stringify(next) ? old : next));
    };
    measure();
    const observer = new ResizeObserver(measure);
    if (ref.current) observer.observe(ref.current);
    window.addEventListener("resize", measure);
    return () => {
      observer.disconnect();
      window.removeEventListener("resize", measure);
    };
  }, [ref]);
  return room && geometryOf(room, steps);
}
