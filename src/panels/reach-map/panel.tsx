import { latePanel } from "../late-panel.tsx";
import type { PanelDef } from "../panel.ts";

export const reachMap: PanelDef = {
  id: "reach-map",
  title: "reachMap",
  help: "reachMap",
  places: [{ view: "gradients", band: 1 }],
  least: (models) => ({ width: 180 * models, height: 190 }),
  ownTitle: true,
  ...latePanel(() => import("./late.ts")),
};
