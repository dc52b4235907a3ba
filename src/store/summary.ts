import { formatCount } from "../lib/format.ts";
import { phraseOf } from "../lib/phrase.ts";
import { answerNamed } from "../tasks/trivial.ts";
import { type Message, message } from "../text/message.ts";
import { secondsLeft } from "./duration.ts";
import type { RunRecord } from "./run-record.ts";
import type { ModelStatus } from "./run-summary.ts";

/** What the rail and the top bar say of each model now. */
export const modelStatuses = (record: RunRecord): readonly ModelStatus[] =>
  record.names.map((name, m) => {
    const evaluation = record.evaluations.at(-1)?.models[m];
    const last = record.models[m]?.loss.last ?? Number.NaN;
    return {
      name,
      loss: Number.isNaN(last) ? null : last,
      heldOutLoss: evaluation?.loss ?? null,
      metric: evaluation?.metric ?? null,
      solvedAt: evaluation?.solvedAt ?? null,
      stuckAt: answerNamed(record.task.trivial, evaluation?.stuckAt ?? null) ?? null,
    };
  });

/** What milestones are read off. */
interface MilestoneRecord extends Pick<RunRecord, "evaluations" | "names"> {
  readonly task: Pick<RunRecord["task"], "trivial">;
}

/** A sentence per model of which the newest evaluation says something new: solved, or stuck at a trivial answer. */
export function milestoneOf({ evaluations, names, task }: MilestoneRecord): readonly Message[] | null {
  const newest = evaluations.at(-1);
  const before = evaluations.at(-2);
  if (!newest) return null;
  const solved = newest.models.flatMap(({ solvedAt }, m) =>
    solvedAt !== null && (before?.models[m]?.solvedAt ?? null) === null
      ? [message("solved", names[m] ?? "", formatCount(solvedAt))]
      : [],
  );
  const stuck = newest.models.flatMap(({ solvedAt, stuckAt }, m) =>
    solvedAt === null && stuckAt !== null && (before?.models[m]?.stuckAt ?? null) === null
      ? [message("stuck", names[m] ?? "", phraseOf(answerNamed(task.trivial, stuckAt)?.name ?? stuckAt))]
      : [],
  );
  const sentences = [...solved, ...stuck];
  return sentences.length > 0 ? sentences : null;
}

/** Where a run stands. @param planned updates; 0 is without end */
export function progressOf(record: RunRecord, planned: number, updatesPerSecond: number) {
  const { update, seconds } = record;
  return {
    update,
    seconds,
    updatesPerSecond,
    secondsLeft: secondsLeft(planned, update, updatesPerSecond > 0 ? 1 / updatesPerSecond : null),
    models: modelStatuses(record),
  };
}
