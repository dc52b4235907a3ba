import { latePanel } from "../late-panel.tsx";
import type { PanelDef } from "../panel.ts";

export const stepBack: PanelDef = {
  id: "step-back",
  title: "stepBack",
  help: "stepBack",
  places: [{ view: "gradients", band: 2 }],
  least: () => ({ width: 320, height: 190 }),
  ownTitle: true,
  ...latePanel(() => import("./late.ts")),
};
