import { en } from "../../text/en.ts";
import type { PanelDef } from "../panel.ts";
import { Forecast } from "./forecast.tsx";

export const forecast: PanelDef = {
  id: "forecast",
  title: en.panels.forecast.title,
  slot: "side",
  needsProfiles: false,
  appliesTo: ({ forecasts }) => forecasts,
  Component: Forecast,
};
