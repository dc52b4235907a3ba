import { latePanel } from "../late-panel.tsx";
import type { PanelDef } from "../panel.ts";

export const forecast: PanelDef = {
  id: "forecast",
  title: "forecast",
  help: "forecast",
  places: [{ view: "overview", area: "flow" }],
  least: () => ({ width: 420, height: 112 }),
  appliesTo: ({ forecasts }) => forecasts,
  ...latePanel(() => import("./late.ts")),
};
