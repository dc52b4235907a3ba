import { latePanel } from "../late-panel.tsx";
import type { PanelDef } from "../panel.ts";

export const horizon: PanelDef = {
  id: "horizon",
  title: "horizon",
  help: "horizon",
  places: [{ view: "gradients", band: 3 }],
  least: () => ({ width: 320, height: 160 }),
  ownTitle: true,
  ...latePanel(() => import("./late.ts")),
};
