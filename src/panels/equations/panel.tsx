import { lazyPanel } from "../lazy-panel.tsx";
import type { PanelDef } from "../panel.ts";

export const equations: PanelDef = {
  id: "equations",
  title: "equations",
  help: "equations",
  places: [{ view: "overview", area: "side" }],
  least: () => ({ width: 220, height: 88 }),
  Component: lazyPanel(async () => (await import("./equations.tsx")).Equations),
};
