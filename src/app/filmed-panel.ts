import { panels } from "../panels/index.ts";
import type { PanelDef } from "../panels/panel.ts";

const area = (element: Element): number => {
  const { width, height } = element.getBoundingClientRect();
  return width * height;
};

/** The panel that fills the view, or else the largest of it. */
export function filmedPanel(): { readonly panel: PanelDef; readonly root: HTMLElement } | null {
  const shown = [...document.querySelectorAll<HTMLElement>(".main [data-panel]")];
  const root =
    shown.find((one) => "enlarged" in one.dataset) ?? shown.toSorted((a, b) => area(b) - area(a))[0];
  const panel = panels.find(({ id }) => id === root?.dataset.panel);
  return root && panel ? { panel, root } : null;
}
