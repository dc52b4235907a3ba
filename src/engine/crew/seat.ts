import { phrase } from "../../lib/phrase.ts";
import type { Engine, Race } from "../engine.ts";
import { createLine } from "./line.ts";
import type { CallFunction } from "./link.ts";
import type { Pool } from "./pool.ts";
import type { EngineOptions, ModelStart, RaceCalls } from "./protocol.ts";
import { serve } from "./serve.ts";

/** Where some models of a race live. Whatever is called happens in the order of the calls. */
export type Seat = CallFunction<RaceCalls>;

/** In this thread. */
export function seatHere(race: Race): Seat {
  const line = createLine();
  return (type, args) => {
    const work = () => serve(race, type, args as never);
    // What leaves is gone when the call returns, where nothing is under way.
    const done = type === "leave" && line.isIdle() ? Promise.resolve(work()) : line.next(work);
    return done as never;
  };
}

/** On an engine whose calls may be under way together: it keeps their order itself. */
export const seatOn =
  (race: Race): Seat =>
  async (type, args) =>
    serve(race, type, args as never) as never;

export interface SeatOptions {
  readonly pool: Pool;
  readonly lead: Engine;
  readonly models: readonly ModelStart[];
  readonly options: EngineOptions;
  /** A worker could not take the models, and this thread has. */
  readonly onRefused: (error: unknown) => void;
}

/**
 * In a worker. Calls wait until it holds the models; if it cannot be started or does not take them, nothing has
 * happened to them yet, and the lead's own thread does.
 */
export function seatInWorker({ pool, lead, models, options, onRefused }: SeatOptions): Seat {
  let waiting: (() => void)[] | null = [];
  let seat: Seat;
  let failure: { readonly error: unknown } | null = null;

  async function enter(): Promise<Seat> {
    const link = pool.take();
    try {
      const { renderer } = await link.call("enter", { models, options });
      if (renderer !== lead.renderer)
        throw new Error(`a worker uses “${renderer}” instead of “${lead.renderer}”`);
    } catch (error) {
      link.end(phrase`it could not load its models`);
      throw error;
    }
    return (type, args) => {
      const done = link.call(type, args as never) as never;
      // Behind the call: the next race enters when this one has left.
      if (type === "leave") pool.park(link, done);
      return done;
    };
  }
  void enter()
    .catch((error: unknown) => {
      if (!pool.isOpen()) throw error;
      onRefused(error);
      return seatHere(lead.createRace(models));
    })
    .then(
      (made) => {
        seat = made;
      },
      (error: unknown) => {
        failure = { error };
      },
    )
    .then(() => {
      const calls = waiting ?? [];
      waiting = null;
      for (const call of calls) call();
    });

  const put: Seat = async (type, args) => {
    if (failure) throw failure.error;
    return seat(type, args);
  };
  return (type, args) =>
    waiting
      ? new Promise((resolve, reject) => {
          waiting?.push(() => put(type, args).then(resolve, reject));
        })
      : put(type, args);
}
