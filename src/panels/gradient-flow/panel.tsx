import { en } from "../../text/en.ts";
import type { PanelDef } from "../panel.ts";
import { GradientFlow } from "./gradient-flow.tsx";

export const gradientFlow: PanelDef = {
  id: "gradient-flow",
  title: en.panels.gradientFlow.title,
  slot: "flow",
  needsProfiles: true,
  Component: GradientFlow,
};
