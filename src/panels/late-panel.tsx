import { type ComponentType, lazy, Suspense } from "react";
import { idle } from "../lib/idle.ts";
import type { PanelDef, PanelProps } from "./panel.ts";
import type { NumbersOf } from "./table.ts";

interface Parts {
  readonly Component: ComponentType<PanelProps>;
  readonly numbers: NumbersOf;
}

/**
 * A panel that the first picture can do without: its scripts come when the page has nothing else to do. Its place has its
 * size from the layout, so nothing moves when it arrives.
 */
export function latePanel(load: () => Promise<Parts>): Pick<PanelDef, "Component" | "numbers"> {
  const Late = lazy(async () => {
    await idle();
    return { default: (await load()).Component };
  });
  return {
    Component: (props) => (
      // An element, since it holds the panel's place in the grid.
      <Suspense fallback={<div aria-hidden="true" />}>
        <Late {...props} />
      </Suspense>
    ),
    numbers: async () => (await load()).numbers,
  };
}
