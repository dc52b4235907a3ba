import { latePanel } from "../late-panel.tsx";
import type { PanelDef } from "../panel.ts";

export const samples: PanelDef = {
  id: "samples",
  title: "samples",
  help: "samples",
  places: [{ view: "overview", area: "flow" }],
  least: () => ({ width: 420, height: 112 }),
  appliesTo: ({ generates }) => generates,
  ...latePanel(() => import("./late.ts")),
};
