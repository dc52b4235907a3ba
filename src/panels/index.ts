import { gradientFlow } from "./gradient-flow/panel.tsx";
import type { PanelDef } from "./panel.ts";
import { throughTime } from "./through-time/panel.tsx";

/** Every panel: one folder, one line. */
export const panels: readonly PanelDef[] = [throughTime, gradientFlow];
