import { type KeyboardEvent, type RefObject, useEffect, useRef } from "react";
import type { ScanNode } from "../../model/plan.ts";
import { useActions, useAppState } from "../../store/hooks.ts";
import type { ShownWalk } from "../../store/state.ts";
import { hasSignal } from "../shown-signals.ts";

const arrows: { readonly [key: string]: 1 | -1 } = {
  ArrowRight: 1,
  ArrowDown: 1,
  ArrowLeft: -1,
  ArrowUp: -1,
};

/** Letters that turn the walk while the focus is in it. */
const turns: { readonly [key: string]: ShownWalk["way"] } = { f: "forward", b: "backward", w: "weights" };

interface WalkKeys {
  readonly model: number;
  go(by: 1 | -1): void;
}

/** What keys do in a walk: arrows go on or back, Escape leaves it, and three letters say which way it goes. */
export function useWalkKeys({ model, go }: WalkKeys): (event: KeyboardEvent) => void {
  const { show } = useActions();
  const getState = useAppState();
  const leave = () => {
    const { view, enlarged } = getState();
    // Where the panel stands in the view, it goes back to its place first.
    if (enlarged === null || view !== "overview") show({ walk: null });
    if (enlarged !== null) show({ enlarged: null });
  };
  return (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    // A list of choices and a field have their keys for themselves.
    if (event.target instanceof Element && event.target.closest("select, input")) return;
    const [by, way] = [arrows[event.key], turns[event.key]];
    if (by === undefined && way === undefined && event.key !== "Escape") return;
    // → makes an update elsewhere; here it is the next equation.
    event.preventDefault();
    event.stopPropagation();
    if (way) show({ walk: { model, way } });
    else if (by === undefined) leave();
    else go(by);
  };
}

/** Arrow keys work from the start. */
export function useFocusAtFirst(box: RefObject<HTMLElement | null>): void {
  useEffect(() => box.current?.focus({ preventScroll: true }), [box]);
}

/** Keeps what is lit in the list's sight. Only the list moves: the page stays where it is. */
export function useLitInSight(box: RefObject<HTMLElement | null>, current: number | string): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is lit has moved
  useEffect(() => {
    const list = box.current?.querySelector("ol");
    const lit = list?.querySelector<HTMLElement>("[aria-current]");
    if (!list || !lit) return;
    const { offsetTop, offsetHeight } = lit;
    if (offsetTop < list.scrollTop) list.scrollTop = offsetTop;
    else if (offsetTop + offsetHeight > list.scrollTop + list.clientHeight)
      // What is higher than the list is shown from its beginning.
      list.scrollTop = Math.min(offsetTop, offsetTop + offsetHeight - list.clientHeight);
  }, [box, current]);
}

/**
 * The strip of what a walk is at: opened besides those that the reader opened, and closed when the walk goes on or ends.
 * @returns opens another one; null closes it
 */
export function useWalkedStrip(
  model: number,
  scan: ScanNode,
  at: string | null,
): (name: string | null) => void {
  const { show } = useActions();
  const getState = useAppState();
  /** The strip that the walk has opened. */
  const opened = useRef<string | null>(null);
  const open = (next: string | null) => {
    const { shownSignals } = getState();
    const kept = shownSignals.filter((one) => one.model !== model || one.name !== opened.current);
    const isOpen = next === null || next === scan.states[0] || hasSignal(kept, { model, name: next });
    opened.current = isOpen ? null : next;
    show({ shownSignals: isOpen || next === null ? kept : [...kept, { model, name: next }] });
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the walk begins
  useEffect(() => {
    open(at);
    return () => open(null);
  }, []);
  return open;
}
