import { latePanel } from "../late-panel.tsx";
import type { PanelDef } from "../panel.ts";

export const workbench: PanelDef = {
  id: "workbench",
  title: "workbench",
  help: "workbench",
  places: [{ view: "network", isEnlargedOnly: true }],
  least: () => ({ width: 320, height: 300 }),
  ownTitle: true,
  ...latePanel(() => import("./late.ts")),
};
