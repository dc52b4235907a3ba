import { latePanel } from "../late-panel.tsx";
import type { PanelDef } from "../panel.ts";

export const unrolledAll: PanelDef = {
  id: "unrolled-all",
  title: "unrolledAll",
  help: "unrolledAll",
  places: [{ view: "network", band: 2 }],
  least: (models) => ({ width: 320, height: 70 + 46 * models }),
  ownTitle: true,
  ...latePanel(() => import("./late.ts")),
};
