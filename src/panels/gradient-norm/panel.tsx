import { latePanel } from "../late-panel.tsx";
import type { PanelDef } from "../panel.ts";

export const gradientNorm: PanelDef = {
  id: "gradient-norm",
  title: "gradientNorm",
  help: "gradientNorm",
  places: [{ view: "overview", area: "right" }],
  least: () => ({ width: 320, height: 96 }),
  ownTitle: true,
  ...latePanel(() => import("./late.ts")),
};
