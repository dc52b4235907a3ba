import { latePanel } from "../late-panel.tsx";
import type { PanelDef } from "../panel.ts";

export const nextSymbol: PanelDef = {
  id: "next-symbol",
  title: "nextSymbol",
  help: "nextSymbol",
  places: [{ view: "text", band: 2 }],
  least: () => ({ width: 320, height: 120 }),
  appliesTo: ({ generates }) => generates,
  ownTitle: true,
  ...latePanel(() => import("./late.ts")),
};
