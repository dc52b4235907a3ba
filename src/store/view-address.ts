import type { StoreApi } from "zustand/vanilla";
import type { AppState } from "./state.ts";

/**
 * What is looked at stands in the query, never in the hash: the hash is the experiment's alone, and two people who look at
 * different views share one experiment. `view` is the view's id, `t` the pinned step (1 is the first), `u` the update that is looked
 * back at, `x` and `y` a sequence that was typed and its answers.
 */
export type Looking = Pick<AppState, "view" | "pinnedStep" | "asked" | "typed">;

/** The first view; it needs no word in the address. */
export const firstView = "overview";

export function lookingOf(search: string): Looking {
  const query = new URLSearchParams(search);
  const [t, u] = [Number(query.get("t")), query.get("u") ?? ""];
  const x = query.get("x");
  return {
    view: query.get("view") ?? firstView,
    pinnedStep: Number.isSafeInteger(t) && t >= 1 ? t - 1 : null,
    typed: x === null ? null : { x, y: query.get("y") ?? "" },
    asked: /^\d{1,15}$/.test(u) ? Number(u) : null,
  };
}

/** The query with what is looked at in it; everything else that stands there stays. */
export function searchOf(
  search: string,
  { view, pinnedStep, asked, typed, moment }: Looking & Pick<AppState, "moment">,
): string {
  const query = new URLSearchParams(search);
  for (const name of ["view", "u", "t", "x", "y"]) query.delete(name);
  if (view !== firstView) query.set("view", view);
  const update = asked ?? moment;
  if (update !== null) query.set("u", String(update));
  if (pinnedStep !== null) query.set("t", String(pinnedStep + 1));
  if (typed !== null) query.set("x", typed.x);
  if (typed?.y) query.set("y", typed.y);
  const written = query.toString();
  return written === "" ? "" : `?${written}`;
}

/** Browsers refuse more than about 100 address changes in 10 s: keys that are held down would exceed it. */
const writeAfter = 300;

/** The address follows what is looked at, without a history entry. @returns what ends it. */
export function watchLooking(state: StoreApi<AppState>): () => void {
  let due: ReturnType<typeof setTimeout> | undefined;
  const write = () => {
    due = undefined;
    const search = searchOf(location.search, state.getState());
    if (search === location.search) return;
    history.replaceState(history.state, "", `${location.pathname}${search}${location.hash}`);
  };
  const leave = state.subscribe((now, before) => {
    const isSame = (["view", "pinnedStep", "asked", "typed", "moment"] as const).every(
      (key) => now[key] === before[key],
    );
    if (isSame) return;
    due ??= setTimeout(write, writeAfter);
  });
  return () => {
    clearTimeout(due);
    leave();
  };
}
