/** The hash belongs to the experiment. Written without a history entry, so that Back leaves the page as one expects. */
export interface UrlSync {
  write(hash: string): void;
  dispose(): void;
}

/** @param onOpen a link was put into the address bar of the open page. */
export function createUrlSync(onOpen: (hash: string) => unknown): UrlSync {
  let own = location.hash;
  let due: ReturnType<typeof setTimeout> | undefined;
  const listen = () => {
    if (location.hash === own) return;
    own = location.hash;
    onOpen(own);
  };
  addEventListener("hashchange", listen);
  return {
    // Browsers refuse more than about 100 address changes in 10 s: a dragged slider would exceed it.
    write: (hash) => {
      clearTimeout(due);
      due = setTimeout(() => {
        if (location.hash === hash) return;
        history.replaceState(history.state, "", hash);
        own = location.hash;
      }, 150);
    },
    dispose: () => {
      clearTimeout(due);
      removeEventListener("hashchange", listen);
    },
  };
}
