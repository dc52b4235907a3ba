import { latePanel } from "../late-panel.tsx";
import type { PanelDef } from "../panel.ts";

export const unrolled: PanelDef = {
  id: "unrolled",
  title: "unrolled",
  help: "unrolled",
  places: [{ view: "network", band: 1 }],
  least: () => ({ width: 320, height: 300 }),
  ownTitle: true,
  ...latePanel(() => import("./late.ts")),
};
