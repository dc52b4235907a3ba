/** A slider that is being dragged starts one run when it rests, not one at every pixel. */
const restartAfter = 200;

/** A new run that waits until settings rest. */
export interface Restart {
  /** Starts it after a rest; one that waited before is forgotten. */
  later(start: () => void): void;
  cancel(): void;
  readonly isWaiting: boolean;
}

export function createRestart(): Restart {
  let due: ReturnType<typeof setTimeout> | undefined;
  const cancel = () => {
    clearTimeout(due);
    due = undefined;
  };
  return {
    later: (start) => {
      cancel();
      due = setTimeout(() => {
        due = undefined;
        start();
      }, restartAfter);
    },
    cancel,
    get isWaiting() {
      return due !== undefined;
    },
  };
}
