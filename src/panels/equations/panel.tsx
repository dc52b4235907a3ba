import { latePanel } from "../late-panel.tsx";
import type { PanelDef } from "../panel.ts";

export const equations: PanelDef = {
  id: "equations",
  title: "equations",
  help: "equations",
  places: [
    { view: "overview", area: "side" },
    { view: "network", isEnlargedOnly: true },
  ],
  least: (models) => ({ width: 220, height: models < 4 ? 112 : 88 }),
  ...latePanel(() => import("./late.ts")),
};
