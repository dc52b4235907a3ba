import { latePanel } from "../late-panel.tsx";
import type { PanelDef } from "../panel.ts";

export const memory: PanelDef = {
  id: "memory",
  title: "memory",
  help: "memory",
  places: [{ view: "memory", band: 1 }],
  least: () => ({ width: 320, height: 320 }),
  ownTitle: true,
  ...latePanel(() => import("./late.ts")),
};
