import { en } from "../../text/en.ts";
import type { PanelDef } from "../panel.ts";
import { Equations } from "./equations.tsx";

export const equations: PanelDef = {
  id: "equations",
  title: en.panels.equations.title,
  slot: "side",
  needsProfiles: false,
  Component: Equations,
};
