import { gradientFlow } from "./gradient-flow.ts";
import { throughTime } from "./through-time.ts";

/** Words of the panels. */
export const panels = {
  throughTime,
  gradientFlow,
} as const;
