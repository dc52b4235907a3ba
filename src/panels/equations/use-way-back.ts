import { useEffect } from "react";
import type { Backward } from "../../examiner/protocol.ts";
import { isFormed, type Phrase } from "../../lib/phrase.ts";
import { planOf } from "../../model/counted.ts";
import type { Plan, ScanNode } from "../../model/plan.ts";
import { useActions, useApp, useNeed } from "../../store/hooks.ts";
import type { RunRecord } from "../../store/run-record.ts";
import { equations as english } from "../../text/en/equations.ts";
import { useWords } from "../../ui/words.ts";
import { numbersPlace } from "./place.ts";
import { scanLabel } from "./scan-label.ts";

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

/** Where on the way back one stands, and of what. */
export interface WalkedBack extends WayBack {
  /** As it was when it was examined: a gate that is held since has other equations. */
  readonly scan: ScanNode;
  readonly steps: number;
  /** 0-based. */
  readonly step: number;
  readonly unit: number;
  readonly name: string;
  readonly plan: Plan | null;
  /** Of the layer, where there are several. */
  readonly label: string;
}

/** The way back through a scan, with the step and the unit that are pointed at. */
export function useWalkedBack(record: RunRecord, model: number, planned: ScanNode): WalkedBack {
  const words = useWords(english);
  const pointed = useApp((app) => app.pointed);
  const pinnedStep = useApp((app) => app.pinnedStep);
  const pinnedUnit = useApp((app) => app.pinnedUnit);
  const way = useWayBack(record, model, planned);
  const scan = way.answer?.scan ?? planned;
  const steps = way.answer?.way.steps ?? record.task.io.steps;
  const plan = planOf(record.plans[model]);
  return {
    ...{ ...way, scan, steps, plan, name: record.names[model] ?? "" },
    ...numbersPlace({ pointed, pinnedStep, pinnedUnit }, model, scan, steps),
    label: plan ? scanLabel(words, plan, scan) : "",
  };
}

/** The way back through a scan, examined while somebody looks at it. */
function useWayBack({ examined }: RunRecord, model: number, { index }: ScanNode): WayBack {
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
