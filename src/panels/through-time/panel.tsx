import { en } from "../../text/en.ts";
import type { PanelDef } from "../panel.ts";
import { ThroughTime } from "./through-time.tsx";

export const throughTime: PanelDef = {
  id: "through-time",
  title: en.panels.throughTime.title,
  slot: "band",
  needsProfiles: false,
  Component: ThroughTime,
};
