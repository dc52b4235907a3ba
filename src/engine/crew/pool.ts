import { createLink, type Link, type Spawn } from "./link.ts";

/** Workers, started when a race first wants them and kept for the next one: loading and compiling is what they cost. */
export interface Pool {
  /** @throws Error where there are no workers. */
  take(): Link;
  /** Back from a race, whatever it was told last. */
  park(link: Link): void;
  /** Alive in all workers when they last answered. */
  tensors(): number;
  isOpen(): boolean;
  end(): void;
}

/** @param most workers that are kept. */
export function createPool(spawn: Spawn, most: number): Pool {
  const all = new Set<Link>();
  let idle: Link[] = [];
  let open = true;
  return {
    take: () => {
      const parked = idle.pop();
      if (parked) return parked;
      if (!open) throw new Error("the engine was disposed");
      const link = createLink(spawn, () => {
        all.delete(link);
        idle = idle.filter((other) => other !== link);
      });
      all.add(link);
      return link;
    },
    park: (link) => {
      if (link.isLost()) return;
      if (open && idle.length < most) idle.push(link);
      else link.end("it is no longer needed");
    },
    tensors: () => [...all].reduce((sum, link) => sum + link.tensors(), 0),
    isOpen: () => open,
    end: () => {
      open = false;
      for (const link of [...all]) link.end("the engine was disposed");
    },
  };
}
