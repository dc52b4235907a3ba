import type { ReactNode } from "react";
import { type PresetStep, presets } from "../experiment/presets.ts";
import { useApp } from "../store/hooks.ts";
import { MarkedField } from "../ui/marked-field.ts";

/** The step of the chosen preset that is to be done now. */
function useStepNow(): PresetStep | undefined {
  return useApp(({ presetId, presetStep }) => presets.find(({ id }) => id === presetId)?.steps[presetStep]);
}

/** Around the settings: the row that the present step speaks of is marked. */
export function MarkStepRow({ children }: { readonly children: ReactNode }) {
  const step = useStepNow();
  return <MarkedField value={step?.act.kind === "set" ? step.act.path : null}>{children}</MarkedField>;
}
