import { useEffect } from "react";
import type { Backward } from "../../examiner/protocol.ts";
import { isFormed, type Phrase } from "../../lib/phrase.ts";
import type { ScanNode } from "../../model/plan.ts";
import { useActions, useApp, useNeed } from "../../store/hooks.ts";
import type { RunRecord } from "../../store/run-record.ts";

export interface WayBack {
  /** Null until it is examined. */
  readonly answer: Backward | null;
  readonly update: number | null;
  /** Why there is none. */
  readonly why: Phrase | null;
  /** The step whose loss alone is meant, 0-based; null: all of it. */
  readonly lossAt: number | null;
  chooseLoss(step: number | null): void;
}

/** The way back through a scan, examined while somebody looks at it. */
export function useWayBack({ examined }: RunRecord, model: number, { index }: ScanNode): WayBack {
  useNeed("backward");
  const { show } = useActions();
  const asked = useApp((app) => app.walkedBack);
  const lossAt = asked?.model === model ? asked.lossAt : null;
  const isAsked = asked?.model === model && asked.scan === index;
  useEffect(() => {
    if (!isAsked) show({ walkedBack: { model, scan: index, lossAt } });
  }, [isAsked, model, index, lossAt, show]);
  const chooseLoss = (step: number | null) => show({ walkedBack: { model, scan: index, lossAt: step } });
  const whole = { lossAt, chooseLoss, update: null, answer: null };
  if (examined === null) return { ...whole, why: null };
  if (isFormed(examined)) return { ...whole, why: examined };
  const own = examined.models[model]?.backward ?? null;
  if (own === null) return { ...whole, why: null };
  if (isFormed(own)) return { ...whole, why: own };
  const { ask } = own;
  const isIt = ask.model === model && ask.scan === index && ask.lossAt === lossAt;
  return { ...whole, why: null, update: isIt ? examined.update : null, answer: isIt ? own : null };
}
