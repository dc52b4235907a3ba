import type { PanelDef } from "../panel.ts";
import { ThroughTime } from "./through-time.tsx";

export const throughTime: PanelDef = {
  id: "through-time",
  title: "throughTime",
  help: "throughTime",
  places: [{ view: "overview", area: "band" }],
  least: () => ({ width: 320, height: 300 }),
  ownTitle: true,
  Component: ThroughTime,
  numbers: async () => (await import("./late.ts")).numbers,
};
