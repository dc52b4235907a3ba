import { equations } from "./equations.ts";
import { forecast } from "./forecast.ts";
import { gradientFlow } from "./gradient-flow.ts";
import { gradientNorm } from "./gradient-norm.ts";
import { loss } from "./loss.ts";
import { samples } from "./samples.ts";
import { throughTime } from "./through-time.ts";
import { updateChart } from "./update-chart.ts";

/** Words of the panels. */
export const panels = {
  throughTime,
  gradientFlow,
  updateChart,
  samples,
  forecast,
  loss,
  gradientNorm,
  equations,
} as const;
