import { Refused } from "../../lib/said.ts";
import type { Engine, Race } from "../engine.ts";
import type { Spawn } from "./link.ts";
import { createPool } from "./pool.ts";
import type { EngineOptions, ModelStart } from "./protocol.ts";
import { raceOver } from "./race-over.ts";
import { seatHere, seatInWorker } from "./seat.ts";
import { seating } from "./seating.ts";

/** Updates that may be under way: while one is computed the next is there, so that no worker waits for the lead. */
const DEPTH = 3;

export interface CrewOptions {
  /** The most workers beside the lead's own thread; with none the crew is the lead itself. */
  readonly workers: number;
  readonly spawn: Spawn;
  /** How the workers' engines are opened: as the lead was. */
  readonly options?: EngineOptions;
  /** Told when models could not train in workers and do in the lead's thread. */
  readonly onRefused?: (error: unknown) => void;
}

/**
 * An engine whose races spread over this thread and workers, each with an engine like the lead. Every model is computed
 * whole in one place by the same kernels, so that it comes out bit for bit as on the lead alone; the results of an
 * update come together, in the models' order.
 * @param lead whose updates are done when their calls return.
 */
export function createCrew(
  lead: Engine,
  { workers: most, spawn, options = {}, onRefused }: CrewOptions,
): Engine {
  if (most < 1) return lead;
  const pool = createPool(spawn, most);
  /** A worker that did not start will not start the next time. */
  let canStart = true;

  function createRace(models: readonly ModelStart[]): Race {
    const workers = canStart ? Math.min(models.length - 1, most) : 0;
    if (workers < 1) return lead.createRace(models);
    for (const { plan } of models) {
      const support = lead.supports(plan);
      if (!support.ok) throw new Refused(support.reason);
    }
    const seatOf = seating(
      models.map(({ plan }) => plan.multiplyAdds),
      workers + 1,
    );
    const modelsAt = (seat: number) => models.filter((_, m) => seatOf[m] === seat);
    // First, since it may throw.
    const own = seatHere(lead.createRace(modelsAt(0)));
    const refused = (error: unknown) => {
      // What does not fit a worker's memory says nothing about the next race.
      if (!(error instanceof RangeError)) canStart = false;
      onRefused?.(error);
    };
    const inWorkers = Array.from({ length: workers }, (_, w) =>
      seatInWorker({ pool, lead, models: modelsAt(w + 1), options, onRefused: refused }),
    );
    return raceOver(models, [own, ...inWorkers], seatOf);
  }

  return {
    ...lead,
    depth: DEPTH,
    createRace,
    tensorCount: () => lead.tensorCount() + pool.tensors(),
    dispose() {
      pool.end();
      lead.dispose();
    },
  };
}
