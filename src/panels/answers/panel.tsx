import { latePanel } from "../late-panel.tsx";
import type { PanelDef } from "../panel.ts";

export const answers: PanelDef = {
  id: "answers",
  title: "answers",
  help: "answers",
  places: [{ view: "overview", area: "flow" }],
  least: (models) => ({ width: 420, height: models < 4 ? 112 : 88 }),
  ...latePanel(() => import("./late.ts")),
};
