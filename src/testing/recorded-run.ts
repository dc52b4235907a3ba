/** For tests of panels: the record of a run that really was trained, as the page has it. */
import { readAsset } from "../../scripts/data-assets.ts";
import { createWasmEngine } from "../engine/wasm/create.ts";
import { examine } from "../examiner/examine.ts";
import { type TextAsk, textNeeds } from "../examiner/protocol.ts";
import { answerText } from "../examiner/text.ts";
import { modelNames, prepareTask } from "../experiment/spec.ts";
import { recordConfused } from "../store/record-confused.ts";
import {
  newRecord,
  type RunRecord,
  recordEvaluation,
  recordExamined,
  recordForecast,
  recordMetrics,
  recordSample,
  recordTrace,
} from "../store/run-record.ts";
import { recordText } from "../store/text-answers.ts";
import { eventsOf, openLoop, phase } from "./trainer-testbed.ts";

/**
 * Trained to its planned end on SIMD, with everything that panels may need, and examined.
 * @param counted places of the race where a model counts, instead of the network that the link has there.
 */
export async function recordedRun(hash: string, counted: readonly number[] = []): Promise<RunRecord> {
  const engine = await createWasmEngine();
  const { loop, log, until, spec, plans } = await openLoop(engine, hash, { counted });
  loop.needs({ profiles: true, forecast: true, terms: true });
  loop.train();
  await until(phase("finished"));
  loop.pullTrace();
  await until((all) => eventsOf(all, "trace").length > 0);
  const task = await prepareTask(spec, async (name) => readAsset(name));
  if (task.forecast) await until((all) => eventsOf(all, "forecast").at(-1)?.update === spec.training.updates);
  await loop.suspend();
  engine.dispose();
  const record = newRecord(1, spec, task, plans, modelNames(spec.models));
  for (const event of eventsOf(log, "metrics")) recordMetrics(record, event);
  for (const event of eventsOf(log, "evaluation")) recordEvaluation(record, event);
  for (const event of eventsOf(log, "sample")) recordSample(record, event);
  for (const event of eventsOf(log, "trace")) recordTrace(record, event);
  for (const event of eventsOf(log, "forecast")) recordForecast(record, event);
  const { snapshot } = eventsOf(log, "snapshot").at(-1) ?? {};
  if (snapshot) {
    record.snapshot = snapshot;
    const { update } = snapshot;
    const models = snapshot.models.map(({ state }) => state);
    const wants = ["reach", "jacobians", "confusion"] as const;
    const asked = { spec: snapshot.spec, update, probe: 0, models, wants, withTerms: false, backward: null };
    const textAsk: TextAsk = {
      ...{ model: plans.length - 1, own: null, part: 0, marker: null, prompt: "" },
      ...{ decoding: { kind: "temperature", temperature: 0.7, k: 5 }, held: null },
    };
    for (const need of textNeeds) {
      const answer = answerText(task, [{ spec: snapshot.spec, update, models }], need, textAsk);
      if (answer) recordText(record, answer);
    }
    const examined = examine(task, asked);
    recordExamined(record, { update, probe: 0, models: examined });
    recordConfused(record, { update, probe: 0, models: examined });
  }
  return record;
}
