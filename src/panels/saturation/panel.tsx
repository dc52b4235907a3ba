import { latePanel } from "../late-panel.tsx";
import type { PanelDef } from "../panel.ts";

export const saturation: PanelDef = {
  id: "saturation",
  title: "saturation",
  help: "saturation",
  places: [{ view: "memory", band: 2 }],
  least: () => ({ width: 300, height: 132 }),
  ownTitle: true,
  ...latePanel(() => import("./late.ts")),
};
