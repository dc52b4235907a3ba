/** Updates a second over the last few seconds; forgets across pauses. */
export interface Rate {
  note(update: number, now: number): void;
  perSecond(): number;
  reset(): void;
}

export function createRate(windowMs = 4000): Rate {
  let points: { update: number; at: number }[] = [];
  return {
    note: (update, at) => {
      points.push({ update, at });
      while (points.length > 2 && at - (points[0]?.at ?? at) > windowMs) points.shift();
    },
    perSecond: () => {
      const first = points[0];
      const last = points.at(-1);
      if (!first || !last || last.at <= first.at) return 0;
      return ((last.update - first.update) * 1000) / (last.at - first.at);
    },
    reset: () => {
      points = [];
    },
  };
}
