import { lazyPanel } from "../lazy-panel.tsx";
import type { PanelDef } from "../panel.ts";

export const saturation: PanelDef = {
  id: "saturation",
  title: "saturation",
  help: "saturation",
  places: [{ view: "memory", band: 2 }],
  least: () => ({ width: 300, height: 132 }),
  ownTitle: true,
  Component: lazyPanel(async () => (await import("./saturation.tsx")).Saturation),
};
