import { createContext, type ReactNode, useContext, useEffect, useState } from "react";
import { takeTurn } from "../lib/turns.ts";

/** Whether panels take turns: not in the page's first view, which comes with its panels. */
export const TakesTurns = createContext(false);

/** Mounts a panel after those before it: all panels of a view at once are a task in which the page answers nobody. */
export function InTurn({ children }: { readonly children: ReactNode }): ReactNode {
  const waits = useContext(TakesTurns);
  const [isOn, setOn] = useState(!waits);
  useEffect(() => (isOn ? undefined : takeTurn(() => setOn(true))), [isOn]);
  // An element, since it holds the panel's place in the grid.
  return isOn ? children : <div aria-hidden="true" />;
}
