/** When the speed that a person asked for allows the next update. */
export interface SpeedLimit {
  /** From now on; what was missed at rest is not caught up with. */
  restart(): void;
  /** An update was given to the engine. @param speed updates a second, or "max" */
  beat(speed: string): void;
  /** Milliseconds until the next one may be. */
  dueIn(speed: string): number;
}

/** @param now milliseconds */
export function createSpeedLimit(now: () => number): SpeedLimit {
  let next = 0;
  return {
    restart: () => {
      next = now();
    },
    beat: (speed) => {
      next = speed === "max" ? 0 : Math.max(now(), next) + 1000 / Number(speed);
    },
    dueIn: (speed) => (speed === "max" ? 0 : Math.max(0, next - now())),
  };
}
