import { latePanel } from "../late-panel.tsx";
import type { PanelDef } from "../panel.ts";

export const unitsOverText: PanelDef = {
  id: "units-over-text",
  title: "unitsOverText",
  help: "unitsOverText",
  places: [{ view: "text", band: 1 }],
  least: () => ({ width: 320, height: 200 }),
  appliesTo: ({ generates }) => generates,
  ownTitle: true,
  ...latePanel(() => import("./late.ts")),
};
