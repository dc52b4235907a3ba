import { latePanel } from "../late-panel.tsx";
import type { PanelDef } from "../panel.ts";

export const gradientFlow: PanelDef = {
  id: "gradient-flow",
  title: "gradientFlow",
  help: "gradientFlow",
  places: [{ view: "overview", area: "flow" }],
  least: (models) => ({ width: 160 * models, height: models < 4 ? 112 : 88 }),
  ownTitle: true,
  ...latePanel(() => import("./late.ts")),
};
