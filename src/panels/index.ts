import { activation } from "./activation/panel.tsx";
import { answers } from "./answers/panel.tsx";
import { cliff } from "./cliff/panel.tsx";
import { equations } from "./equations/panel.tsx";
import { forecast } from "./forecast/panel.tsx";
import { gradientFlow } from "./gradient-flow/panel.tsx";
import { gradientNorm } from "./gradient-norm/panel.tsx";
import { horizon } from "./horizon/panel.tsx";
import { loss } from "./loss/panel.tsx";
import { memory } from "./memory/panel.tsx";
import { nextSymbol } from "./next-symbol/panel.tsx";
import type { PanelDef } from "./panel.ts";
import { reachMap } from "./reach-map/panel.tsx";
import { samples } from "./samples/panel.tsx";
import { saturation } from "./saturation/panel.tsx";
import { stepBack } from "./step-back/panel.tsx";
import { symbolMap } from "./symbol-map/panel.tsx";
import { throughTime } from "./through-time/panel.tsx";
import { unitsOverText } from "./units-over-text/panel.tsx";
import { unrolled } from "./unrolled/panel.tsx";
import { unrolledAll } from "./unrolled-all/panel.tsx";
import { workbench } from "./workbench/panel.tsx";
import { writing } from "./writing/panel.tsx";

/** Every panel: one folder, one line. */
export const panels: readonly PanelDef[] = [
  loss,
  gradientNorm,
  throughTime,
  gradientFlow,
  equations,
  samples,
  forecast,
  answers,
  memory,
  saturation,
  activation,
  reachMap,
  stepBack,
  horizon,
  cliff,
  unrolled,
  unrolledAll,
  unitsOverText,
  nextSymbol,
  writing,
  symbolMap,
  workbench,
];
