import { latePanel } from "../late-panel.tsx";
import type { PanelDef } from "../panel.ts";

export const cliff: PanelDef = {
  id: "cliff",
  title: "cliff",
  help: "cliff",
  places: [{ view: "gradients", band: 3 }],
  least: () => ({ width: 320, height: 160 }),
  ownTitle: true,
  ...latePanel(() => import("./late.ts")),
};
