/** A device or worker that is lost this often … */
const most = 3;
/** … within this time, in milliseconds, … */
const withinMs = 60_000;
/** … without this many updates in between is not tried again unasked. */
const progress = 32;

/** Decides whether a lost device or worker is worth another try. */
export interface Losses {
  /**
   * Notes a loss.
   * @param update the last update that was seen.
   * @param now milliseconds.
   * @returns whether to go on by itself.
   */
  note(update: number, now: number): boolean;
  /** Training goes on from this update; progress counts from it. */
  resumed(update: number): void;
  /** Someone asked for another try. */
  forgive(): void;
}

export function createLosses(): Losses {
  let times: readonly number[] = [];
  let from = 0;
  return {
    note: (update, now) => {
      if (update - from >= progress) times = [];
      times = [...times.filter((time) => now - time < withinMs), now];
      return times.length < most;
    },
    resumed: (update) => {
      from = update;
    },
    forgive: () => {
      times = [];
    },
  };
}
