import { latePanel } from "../late-panel.tsx";
import type { PanelDef } from "../panel.ts";

export const activation: PanelDef = {
  id: "activation",
  title: "activation",
  help: "activation",
  places: [{ view: "memory", band: 2 }],
  least: () => ({ width: 300, height: 132 }),
  ownTitle: true,
  ...latePanel(() => import("./late.ts")),
};
