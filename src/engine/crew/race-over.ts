import { ContextLost, type Member, type Race, type UpdateTelemetry } from "../engine.ts";
import type { ModelStart } from "./protocol.ts";
import type { Seat } from "./seat.ts";

/**
 * One race of models that live in several places. Results of an update come together, in the models' order.
 * @param seats the last one is told first: the first one's place is for what computes in the very turn of the call.
 * @param seatOf by model
 */
export function raceOver(
  models: readonly Pick<ModelStart, "plan">[],
  seats: readonly Seat[],
  seatOf: readonly number[],
): Race {
  /** A place is gone, or a model could not be restored or held: then the models no longer stand together. */
  let broken: { readonly error: unknown } | null = null;
  let disposed = false;
  const guarded = async <T>(ask: () => Promise<T>): Promise<T> => {
    if (broken) throw broken.error;
    try {
      return await ask();
    } catch (error) {
      if (error instanceof ContextLost) broken ??= { error };
      throw error;
    }
  };
  /** Its place among the models of its seat. */
  const places = seatOf.map((seat, m) => seatOf.slice(0, m).filter((other) => other === seat).length);
  const members = models.map(({ plan }, m): Member => {
    const seat = seats[seatOf[m] as number] as Seat;
    const member = places[m] as number;
    const tell = (told: Promise<undefined>) => {
      told.catch((error: unknown) => {
        broken ??= { error };
      });
    };
    return {
      plan,
      evaluate: (batch) => guarded(() => seat("evaluate", { member, batch })),
      trace: (batch, initial) => guarded(() => seat("trace", { member, batch, initial })),
      read: () => guarded(() => seat("read", { member })),
      restore: (state) => {
        if (!broken) tell(seat("restore", { member, state }));
      },
      hold: (values) => {
        if (!broken) tell(seat("hold", { member, values }));
      },
    };
  });
  // What computes in the very turn of the call comes last, when the others have theirs already.
  const told = [...seats].reverse();
  return {
    members,
    update: (batch, settings, want) =>
      guarded(async () => {
        const all = await Promise.all(told.map((seat) => seat("update", { batch, settings, want })));
        return seatOf.map(
          (seat, m) => all[seats.length - 1 - seat]?.[places[m] as number] as UpdateTelemetry,
        );
      }),
    dispose: () => {
      if (disposed) return;
      disposed = true;
      // Its places belong to the next race from now on.
      broken ??= { error: new Error("this race was disposed") };
      // Of a place that is gone nothing is left to be freed.
      for (const seat of told) seat("leave", {}).catch(() => undefined);
    },
  };
}
