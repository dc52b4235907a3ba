import { latePanel } from "../late-panel.tsx";
import type { PanelDef } from "../panel.ts";

export const writing: PanelDef = {
  id: "writing",
  title: "writing",
  help: "writing",
  places: [{ view: "text", band: 3 }],
  least: () => ({ width: 320, height: 120 }),
  appliesTo: ({ generates }) => generates,
  ownTitle: true,
  ...latePanel(() => import("./late.ts")),
};
