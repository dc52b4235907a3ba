import { en } from "../../text/en.ts";
import type { PanelDef } from "../panel.ts";
import { Samples } from "./samples.tsx";

export const samples: PanelDef = {
  id: "samples",
  title: en.panels.samples.title,
  slot: "side",
  needsProfiles: false,
  appliesTo: ({ generates }) => generates,
  Component: Samples,
};
