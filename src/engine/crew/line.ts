/** Work that is done in the order in which it comes, each piece when the one before it has settled. */
export interface Line {
  next<T>(work: () => T | Promise<T>): Promise<T>;
  /** All that came has been done. */
  isIdle(): boolean;
}

export function createLine(): Line {
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  return {
    next: (work) => {
      waiting++;
      const done = last.then(work);
      const settle = () => {
        waiting--;
      };
      last = done.then(settle, settle);
      return done;
    },
    isIdle: () => waiting === 0,
  };
}
