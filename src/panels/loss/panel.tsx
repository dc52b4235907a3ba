import { lazyPanel } from "../lazy-panel.tsx";
import type { PanelDef } from "../panel.ts";

export const loss: PanelDef = {
  id: "loss",
  title: "loss",
  help: "loss",
  area: "left",
  needsProfiles: false,
  least: () => ({ width: 320, height: 96 }),
  Component: lazyPanel(async () => (await import("./loss.tsx")).Loss),
};
