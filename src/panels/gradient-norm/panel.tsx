import { en } from "../../text/en.ts";
import type { PanelDef } from "../panel.ts";
import { GradientNorm } from "./gradient-norm.tsx";

export const gradientNorm: PanelDef = {
  id: "gradient-norm",
  title: en.panels.gradientNorm.title,
  slot: "right",
  needsProfiles: false,
  Component: GradientNorm,
};
