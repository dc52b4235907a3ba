import { whyNoChange } from "../experiment/describe.ts";
import type { ExperimentSpec } from "../experiment/spec.ts";
import type { FieldValue } from "../lib/fields.ts";
import { type Message, message } from "../text/message.ts";

/** A held key or a drag is one change, made when it has rested for this long; milliseconds. */
export const changeRests = 200;

/** @param why as `whyNoChange` has it */
export const noMoreChanges = (why: NonNullable<ReturnType<typeof whyNoChange>>): Message =>
  message(why === "count" ? "noMoreChangesCount" : "noMoreChangesUpdate");

interface Asked {
  readonly field: string;
  readonly value: FieldValue;
}

/** Changes of a run on their way to the worker, which says at which update each came into force. */
export interface PendingChanges {
  /** At once while the run rests; while it trains once the value has rested, so that a gesture is one change. */
  make(field: string, value: FieldValue, isTraining: boolean): void;
  /** Sends what waits to rest, in the order in which it was touched. */
  flush(): void;
  /** The worker has recorded one. @param isNew that the run's link does not hold yet. */
  answered(field: string, isNew: boolean): void;
  /** What the worker has yet to record. */
  list(): readonly Asked[];
  /** The same, of a run that is left: it is forgotten here. */
  take(): readonly Asked[];
  /** Why one more could not be repeated from the run's link, as a sentence; null where it can be. */
  refusal(base: ExperimentSpec, field: string, update: number, isTraining: boolean): Message | null;
}

/** @param send tells the worker. */
export function createPendingChanges(send: (field: string, value: FieldValue) => void): PendingChanges {
  let waiting: readonly Asked[] = [];
  let due: ReturnType<typeof setTimeout> | undefined;
  let unanswered: readonly Asked[] = [];
  /** Sent, each of which may become one more of the run's; of one field there may be several. */
  let sent = 0;

  const others = (list: readonly Asked[], field: string) => list.filter((one) => one.field !== field);
  const record = (asked: Asked) => {
    unanswered = [...others(unanswered, asked.field), asked];
    sent++;
    send(asked.field, asked.value);
  };
  const flush = () => {
    clearTimeout(due);
    const rested = waiting;
    waiting = [];
    rested.forEach(record);
  };
  const list = () => [...unanswered, ...waiting];

  return {
    make: (field, value, isTraining) => {
      waiting = [...others(waiting, field), { field, value }];
      if (!isTraining) flush();
      else {
        clearTimeout(due);
        due = setTimeout(flush, changeRests);
      }
    },
    flush,
    answered: (field, isNew) => {
      unanswered = others(unanswered, field);
      if (isNew) sent = Math.max(0, sent - 1);
    },
    list,
    take: () => {
      clearTimeout(due);
      const taken = list();
      waiting = [];
      unanswered = [];
      sent = 0;
      return taken;
    },
    refusal: (base, field, update, isTraining) => {
      // At rest, another value for the same update takes the place of the last one.
      const replaces =
        !isTraining && sent === 0 && base.changes.some((one) => one.field === field && one.update >= update);
      const why = replaces ? null : whyNoChange(base, update, sent + others(waiting, field).length);
      return why && noMoreChanges(why);
    },
  };
}
