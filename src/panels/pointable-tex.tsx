import { useMemo } from "react";
import type { ScanNode } from "../model/plan.ts";
import type { Meaning, TexOptions } from "../model/print/tex.ts";
import { useActions, useApp } from "../store/hooks.ts";
import { Tex, texMark } from "../ui/tex.tsx";
import { toggledSignal } from "./shown-signals.ts";
import { keyOf, litKeys, pointedBy, signalOf } from "./symbols.ts";

/** How a layer's formulas are printed: in the letters that the reader picked, each marked with what it stands for. */
export function useTexOptions(scan: ScanNode): TexOptions {
  const notation = useApp((app) => app.notation);
  return useMemo(
    () => ({ notation, mark: (tex: string, meaning: Meaning) => texMark(keyOf(scan, meaning), tex) }),
    [scan, notation],
  );
}

interface PointableTexProps {
  readonly model: number;
  readonly scan: ScanNode;
  readonly tex: string;
  /** Pressing does nothing: where a strip that it opens could not be seen. */
  readonly isStill?: boolean;
}

/**
 * A formula whose letters point at gates, states and parameters, and light up when these are pointed at anywhere.
 * Pressing a gate or state opens its strip, or closes it.
 */
export function PointableTex({ model, scan, tex, isStill = false }: PointableTexProps) {
  const gate = useApp((app) => app.pointed.gate);
  const parameter = useApp((app) => app.pointed.parameter);
  const shown = useApp((app) => app.shownSignals);
  const { point, show } = useActions();
  const lit = litKeys(scan, { gate, parameter });
  const open = isStill ? [] : shown.filter((one) => one.model === model).map(({ name }) => `${name}|`);
  return (
    <Tex
      tex={tex}
      lit={[...lit, ...open]}
      onPoint={(key) => point(pointedBy(key))}
      onPress={(key) => {
        const name = isStill ? null : signalOf(key);
        if (name) show({ shownSignals: toggledSignal(shown, { model, name }) });
      }}
    />
  );
}
