/** The hash belongs to the experiment. Written without a history entry, so that Back leaves the page as one expects. */
export interface UrlSync {
  write(hash: string): void;
  dispose(): void;
}

/** Browsers refuse more than about 100 address changes in 10 s: a dragged slider would exceed it. */
const writeAfter = 150;

/**
 * @param onOpen a link was put into the address bar of the open page. Until it is opened nothing is written: what was
 * waiting to be written belongs to the experiment before it.
 */
export function createUrlSync(onOpen: (hash: string) => unknown): UrlSync {
  /** What this page wrote or opened last: anything else in the address bar is a link that somebody opens. */
  let own = location.hash;
  let wanted: string | null = null;
  let due: ReturnType<typeof setTimeout> | undefined;
  let opening = 0;
  let disposed = false;

  const settle = () => {
    clearTimeout(due);
    due = wanted === null || opening > 0 || disposed ? undefined : setTimeout(put, writeAfter);
  };
  const listen = () => {
    if (location.hash === own || disposed) return;
    own = location.hash;
    wanted = null;
    opening++;
    settle();
    const opened = () => {
      opening--;
      settle();
    };
    void new Promise((resolve) => resolve(onOpen(own))).finally(opened);
  };
  const put = () => {
    // A link that was opened since: its event is still to come.
    if (location.hash !== own) {
      listen();
      return;
    }
    if (wanted !== null && wanted !== own) history.replaceState(history.state, "", wanted);
    own = location.hash;
    wanted = null;
  };
  addEventListener("hashchange", listen);
  return {
    write: (hash) => {
      wanted = hash;
      settle();
    },
    dispose: () => {
      disposed = true;
      settle();
      removeEventListener("hashchange", listen);
    },
  };
}
