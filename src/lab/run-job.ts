/** One run of a lab, through the page's own training loop, wherever that is: a worker of the page or a thread of Node. */
import type { Engine } from "../engine/engine.ts";
import { type ExperimentSpec, prepareTask } from "../experiment/spec.ts";
import { inEnglish } from "../lib/phrase.ts";
import { networksOf } from "../model/counted.ts";
import type { AssetLoader } from "../tasks/task.ts";
import { plansOf } from "../trainer/experiment.ts";
import { createLoop } from "../trainer/loop.ts";
import type { Events } from "../trainer/protocol.ts";
import type { Emit } from "../trainer/run.ts";
import { sampleText } from "../trainer/sampler.ts";
import type { LabResult } from "./results.ts";

export interface JobHost {
  readonly engine: Engine;
  readonly load: AssetLoader;
  /** Milliseconds, monotonic. */
  readonly now: () => number;
  /** Resolves after other messages had their turn. */
  readonly wait: (ms: number) => Promise<void>;
}

/** @throws what the task or the engine throws; a run that breaks while it trains is a result. */
export async function runJob(spec: ExperimentSpec, { engine, load, now, wait }: JobHost): Promise<LabResult> {
  const task = await prepareTask(spec, load);
  const plans = plansOf(spec, task);
  for (const plan of networksOf(plans)) {
    const support = engine.supports(plan);
    if (!support.ok)
      return { solvedAt: null, updates: 0, evaluations: [], failed: inEnglish(support.reason) };
  }
  const evaluations: LabResult["evaluations"][number][] = [];
  let solvedAt: number | null = null;
  let updates = 0;
  let failed: string | null = null;
  let end: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const on: { readonly [K in keyof Events]?: (event: Events[K]) => void } = {
    metrics: ({ first, count }) => {
      updates = first + count - 1;
    },
    evaluation: ({ update, models: [told] }) => {
      if (!told) return;
      evaluations.push({ update, loss: told.loss, metric: told.metric });
      solvedAt = told.solvedAt;
    },
    failed: ({ message }) => {
      failed = inEnglish(message);
      end();
    },
    phase: ({ phase }) => {
      if (phase === "finished") end();
    },
  };
  const emit: Emit = (type, event) => on[type]?.(event);
  const loop = createLoop({
    ...{ engine, spec, task, plans, emit, now, wait },
    sampleText: task.generate ? sampleText : null,
  });
  loop.needs({ profiles: false, forecast: false, terms: false });
  await loop.start();
  loop.train();
  await ended;
  await loop.suspend();
  return { solvedAt, updates, evaluations, failed };
}
