import { latePanel } from "../late-panel.tsx";
import type { PanelDef } from "../panel.ts";

export const symbolMap: PanelDef = {
  id: "symbol-map",
  title: "symbolMap",
  help: "symbolMap",
  places: [{ view: "text", band: 3 }],
  least: () => ({ width: 220, height: 120 }),
  appliesTo: ({ generates }) => generates,
  ownTitle: true,
  ...latePanel(() => import("./late.ts")),
};
