/** A race over several engines: each model on its own, bit for bit what it is alone there. */
import type { ModelStart } from "./crew/protocol.ts";
import { raceOver } from "./crew/race-over.ts";
import { seatOn } from "./crew/seat.ts";
import type { Engine, Race } from "./engine.ts";
import { PartRefused } from "./part-refused.ts";

/**
 * Models of one engine race together on it, as they do without the others: a crew's over its workers, WebGL's in shared draws. An
 * update is over when all engines have made it; where a device is lost, the whole race is.
 * @param byModel the engine of each model of its races, in their order; at least one
 * @returns an engine that is known as the first model's, or that engine itself where it is the one of all. It owns none of them.
 */
export function mixed(byModel: readonly Engine[]): Engine {
  const engines = [...new Set(byModel)];
  const [lead] = engines;
  if (!lead) throw new Error("a race has at least one model");
  if (engines.length === 1) return lead;
  // What computes at once is told last: see `raceOver`.
  const seated = [...engines].sort((a, b) => a.depth - b.depth);

  function createRace(models: readonly ModelStart[]): Race {
    if (models.length !== byModel.length)
      throw new Error(`${models.length} models race where engines were chosen for ${byModel.length}`);
    const races: Race[] = [];
    for (const engine of seated)
      try {
        races.push(engine.createRace(models.filter((_, m) => byModel[m] === engine)));
      } catch (error) {
        for (const race of races) race.dispose();
        throw error instanceof RangeError ? new PartRefused(engine, error) : error;
      }
    return raceOver(
      models,
      races.map(seatOn),
      byModel.map((engine) => seated.indexOf(engine)),
    );
  }

  return {
    kind: lead.kind,
    backend: lead.backend,
    renderer: lead.renderer,
    depth: Math.min(...engines.map(({ depth }) => depth)),
    supports: (plan) => {
      const answers = engines.map((engine) => engine.supports(plan));
      return answers.find(({ ok }) => ok) ?? (answers[0] as (typeof answers)[number]);
    },
    createRace,
    createNetwork: (plan, weights) =>
      (engines.find((engine) => engine.supports(plan).ok) ?? lead).createNetwork(plan, weights),
    tensorCount: () => engines.reduce((sum, engine) => sum + engine.tensorCount(), 0),
    dispose: () => {},
  };
}
