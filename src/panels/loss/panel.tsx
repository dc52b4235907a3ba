import { latePanel } from "../late-panel.tsx";
import type { PanelDef } from "../panel.ts";

export const loss: PanelDef = {
  id: "loss",
  title: "loss",
  help: "loss",
  places: [{ view: "overview", area: "left" }],
  least: () => ({ width: 320, height: 96 }),
  ownTitle: true,
  ...latePanel(() => import("./late.ts")),
};
