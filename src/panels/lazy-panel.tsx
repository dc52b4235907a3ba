import { type ComponentType, lazy, Suspense } from "react";
import { idle } from "../lib/idle.ts";
import type { PanelProps } from "./panel.ts";

/**
 * A panel that the first picture can do without: its scripts come when the page has nothing else to do. Its place has its
 * size from the layout, so nothing moves when it arrives.
 */
export function lazyPanel(load: () => Promise<ComponentType<PanelProps>>): ComponentType<PanelProps> {
  const Late = lazy(async () => {
    await idle();
    return { default: await load() };
  });
  return function LazyPanel(props) {
    // An element, since it holds the panel's place in the grid.
    return (
      <Suspense fallback={<div aria-hidden="true" />}>
        <Late {...props} />
      </Suspense>
    );
  };
}
