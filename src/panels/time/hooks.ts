import { type RefObject, useLayoutEffect, useMemo, useState } from "react";
import { useApp, useAppState, usePaint } from "../../store/hooks.ts";
import type { AppState } from "../../store/state.ts";
import { createResizeObserver } from "../../ui/resize-observer.ts";
import {
  type Geometry,
  gateHeight,
  geometryOf,
  groupHeight,
  leastGate,
  leastLane,
  type Room,
} from "./geometry.ts";
import { type Picture, pictureOf } from "./picture.ts";

/** The step pointed at, else the pinned one. */
export function stepOf({ pointed, pinnedStep, record }: AppState): number | null {
  const step = pointed.step ?? pinnedStep;
  return step !== null && record && step < record.task.io.steps ? step : null;
}
export const useStep = (): number | null => useApp(stepOf);

/** What the strips show now; renders once a trace. The canvases paint the same picture on the same frame. */
export function usePicture(): Picture | null {
  const getState = useAppState();
  const [picture, setPicture] = useState(() => pictureOf(getState()));
  usePaint((state) => setPicture(pictureOf(state)));
  return picture;
}

/** Least height of the hidden states of so many models. */
const leastGroup = (models: number): number => Math.max(96, leastLane * models);

const heightOf = (element: Element): number => {
  const { marginTop, marginBottom, minHeight } = getComputedStyle(element);
  const margins = (Number.parseFloat(marginTop) || 0) + (Number.parseFloat(marginBottom) || 0);
  const isElastic = element.hasAttribute("data-elastic");
  return margins + (isElastic ? Number.parseFloat(minHeight) || 0 : element.getBoundingClientRect().height);
};

const heightsOf = (elements: readonly Element[]): number =>
  elements.reduce((sum, element) => sum + element.getBoundingClientRect().height, 0);

/**
 * Heights that the screen leaves for the heat maps of `.tt-lanes` and for the strip of a gate, once the panels around have what
 * they need at least: the heat maps give way first, then the gates. What stands around is as high whatever comes out of it,
 * so that it settles at once. Lanes that are not hidden states say with data-least and data-most how high they can be together.
 */
function stripRoom(band: HTMLElement): Required<Pick<Room, "group" | "gate">> {
  const main = band.closest("main");
  const lanes = band.querySelector<HTMLElement>(".tt-lanes");
  if (!main || !lanes || getComputedStyle(main).display !== "flex")
    return { group: groupHeight, gate: gateHeight };
  const { paddingTop, paddingBottom } = getComputedStyle(main);
  const all = [...main.children].reduce((sum, child) => sum + heightOf(child), 0);
  const gates = [...band.querySelectorAll(".tt-gate")];
  const inside = main.clientHeight - Number.parseFloat(paddingTop) - Number.parseFloat(paddingBottom);
  const room = inside - (all - heightsOf([...lanes.children, ...gates]));
  const least = Number(lanes.dataset.least) || leastGroup(lanes.childElementCount);
  const gate = Math.floor(
    Math.min(gateHeight, Math.max(leastGate, (room - least) / Math.max(1, gates.length))),
  );
  const most = band.closest("[data-enlarged]")
    ? Number.POSITIVE_INFINITY
    : Number(lanes.dataset.most) || groupHeight;
  const group = Math.floor(Math.min(most, Math.max(least, room - gate * gates.length)));
  return { group, gate };
}

/** Pixels of the band as its place changes. */
export function useGeometry(ref: RefObject<HTMLElement | null>, steps: number, gates = 0): Geometry | null {
  const [room, setRoom] = useState<Room | null>(null);
  useLayoutEffect(() => {
    const measure = () => {
      const width = ref.current?.clientWidth ?? 0;
      if (!ref.current || width === 0) return;
      const next = {
        ...{ width, viewportHeight: window.innerHeight, pixelRatio: window.devicePixelRatio || 1 },
        ...stripRoom(ref.current),
      };
      setRoom((old) => (old && JSON.stringify(old) === JSON.stringify(next) ? old : next));
    };
    measure();
    const observer = createResizeObserver(measure);
    if (ref.current) observer.observe(ref.current);
    // A notice, or a panel that needs more, takes from the hidden states.
    for (const part of ref.current?.closest("main")?.children ?? []) observer.observe(part);
    window.addEventListener("resize", measure);
    return () => {
      observer.disconnect();
      window.removeEventListener("resize", measure);
    };
  }, [ref]);
  // One object as long as nothing changes, so that what is painted is not painted again.
  return useMemo(() => room && geometryOf(room, steps, gates), [room, steps, gates]);
}
