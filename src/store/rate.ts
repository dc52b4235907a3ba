/** From this many updates on, or … */
const knownUpdates = 3;
/** … after this long, in milliseconds, a rate is worth saying: the first updates warm caches up and compile. */
const knownMs = 2000;

/** Updates a second over the last few seconds; forgets across pauses. */
export interface Rate {
  note(update: number, now: number): void;
  /** 0 until three updates were noted, or two seconds have passed since the first note. */
  perSecond(): number;
  reset(): void;
}

/** Longer than this, in milliseconds, and … */
const sleepMs = 10_000;
/** … than so many gaps between notes is no gap of training. */
const sleepGaps = 20;

export function createRate(windowMs = 4000): Rate {
  let points: { update: number; at: number }[] = [];
  /** Milliseconds between two notes; 0 where there are no two. */
  const meanGap = (): number => {
    const [first, last] = [points[0], points.at(-1)];
    return first && last && points.length > 1 ? (last.at - first.at) / (points.length - 1) : 0;
  };
  return {
    note: (update, at) => {
      const before = points.at(-1);
      const mean = meanGap();
      // A machine that slept made no slow update.
      if (before && mean > 0 && at - before.at > Math.max(sleepMs, sleepGaps * mean)) points = [];
      points.push({ update, at });
      while (points.length > 2 && at - (points[0]?.at ?? at) > windowMs) points.shift();
    },
    perSecond: () => {
      const first = points[0];
      const last = points.at(-1);
      if (!first || !last || last.at <= first.at) return 0;
      if (last.update - first.update < knownUpdates && last.at - first.at < knownMs) return 0;
      return ((last.update - first.update) * 1000) / (last.at - first.at);
    },
    reset: () => {
      points = [];
    },
  };
}
