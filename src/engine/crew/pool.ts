import { createLink, type Link, type Spawn } from "./link.ts";

/** Workers, started when a race first wants them and kept for the next one: loading and compiling is what they cost. */
export interface Pool {
  /** @throws Error where there are no workers. */
  take(): Link;
  /** Back from a race. @param left settles when the worker has done what the race told it last. */
  park(link: Link, left: Promise<unknown>): void;
  /** Alive in all workers when they last answered. */
  tensors(): number;
  isOpen(): boolean;
  end(): void;
}

/** @param most workers that are kept, those at work among them. */
export function createPool(spawn: Spawn, most: number): Pool {
  const all = new Set<Link>();
  /** Too many, and ended as soon as what they were told is done. */
  const leaving = new Set<Link>();
  let idle: Link[] = [];
  let open = true;
  return {
    take: () => {
      const parked = idle.pop();
      if (parked) return parked;
      if (!open) throw new Error("the engine was disposed");
      const link = createLink(spawn, () => {
        all.delete(link);
        leaving.delete(link);
        idle = idle.filter((other) => other !== link);
      });
      all.add(link);
      return link;
    },
    park: (link, left) => {
      if (link.isLost()) return;
      // A trial beside a race that rests had workers of its own: those of the race are enough for the next one.
      if (open && all.size - leaving.size <= most) {
        idle.push(link);
        return;
      }
      leaving.add(link);
      const end = () => link.end("it is no longer needed");
      left.then(end, end);
    },
    tensors: () => [...all].reduce((sum, link) => sum + link.tensors(), 0),
    isOpen: () => open,
    end: () => {
      open = false;
      for (const link of [...all]) link.end("the engine was disposed");
    },
  };
}
