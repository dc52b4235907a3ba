import type { PanelDef } from "../panel.ts";
import { ThroughTime } from "./through-time.tsx";

export const throughTime: PanelDef = {
  id: "through-time",
  title: "throughTime",
  help: "throughTime",
  area: "band",
  needsProfiles: false,
  least: () => ({ width: 320, height: 300 }),
  Component: ThroughTime,
};
