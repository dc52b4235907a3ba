import { en } from "../../text/en.ts";
import type { PanelDef } from "../panel.ts";
import { Loss } from "./loss.tsx";

export const loss: PanelDef = {
  id: "loss",
  title: en.panels.loss.title,
  slot: "left",
  needsProfiles: false,
  Component: Loss,
};
