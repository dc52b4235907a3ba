import { latePanel } from "../late-panel.tsx";
import type { PanelDef } from "../panel.ts";

export const answers: PanelDef = {
  id: "answers",
  title: "answers",
  help: "answers",
  places: [{ view: "overview", area: "flow" }],
  least: () => ({ width: 420, height: 112 }),
  ...latePanel(() => import("./late.ts")),
};
