import { useMemo } from "react";
import type { ScanNode } from "../../model/plan.ts";
import { useActions, useApp } from "../../store/hooks.ts";
import { Tex } from "../../ui/tex.tsx";
import { litKeys, pointedBy, symbolKeys } from "./symbols.ts";

/** A formula whose letters point at gates and parameters, and light up when these are pointed at anywhere. */
export function PointableTex({ scan, tex }: { readonly scan: ScanNode; readonly tex: string }) {
  const gate = useApp((app) => app.pointed.gate);
  const parameter = useApp((app) => app.pointed.parameter);
  const { point } = useActions();
  const keyOf = useMemo(() => symbolKeys(scan), [scan]);
  const lit = litKeys(scan, { gate, parameter });
  return <Tex tex={tex} keyOf={keyOf} lit={lit} onPoint={(key) => point(pointedBy(key))} />;
}
