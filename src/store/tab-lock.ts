/**
 * Which of the kept runs a living tab has: it writes them, and no other may. A tab that ends, however it ends, has none.
 */
export interface TabLock {
  /** Takes a run until the page ends or has taken `mostHeld` others since. @returns false if another tab has it. */
  take(id: string): Promise<boolean>;
  /** Those of these runs that nobody has, this tab included. */
  free(ids: readonly string[]): Promise<readonly string[]>;
  dispose(): void;
}

/** More than Undo leads back to: a tab that begins runs all day holds no more than it may write again. */
export const mostHeld = 8;

/** The oldest of those beyond `mostHeld` is forgotten. @param last the one that was taken now */
function keepNewest<V>(
  own: Map<string, V>,
  last: string,
  value: V,
  letGo: (id: string, value: V) => void,
): void {
  own.delete(last);
  own.set(last, value);
  for (const [id, oldest] of own) {
    if (own.size <= mostHeld) return;
    own.delete(id);
    letGo(id, oldest);
  }
}

const nameOf = (id: string): string => `unrolled/run/${id}`;

/** By Web Locks: the browser lets go of them with the tab. */
function withLocks(locks: LockManager): TabLock {
  /** What lets go of each. */
  const own = new Map<string, () => void>();
  const note = (id: string, letGo: () => void) => keepNewest(own, id, letGo, (_, end) => end());
  return {
    take: (id) => {
      const letGo = own.get(id);
      if (letGo) {
        note(id, letGo);
        return Promise.resolve(true);
      }
      return new Promise((resolve) => {
        const held = locks.request(nameOf(id), { ifAvailable: true }, (lock) => {
          resolve(lock !== null);
          return lock ? new Promise<void>((end) => note(id, end)) : undefined;
        });
        // A frame without an origin of its own: it has no storage either, so that there is nothing to share.
        held.catch(() => resolve(true));
      });
    },
    free: async (ids) => {
      const { held = [] } = await locks.query().catch((): LockManagerSnapshot => ({}));
      const names = new Set(held.map(({ name }) => name));
      return ids.filter((id) => !names.has(nameOf(id)));
    },
    dispose: () => {
      for (const letGo of own.values()) letGo();
      own.clear();
    },
  };
}

/** Where there are none (a page that came over plain http): a sign of life in `localStorage`. */
const beatEvery = 5_000;
/** Timers of hidden pages run once a minute. */
const aliveFor = 100_000;

function withBeats(storage: Storage, now: () => number): TabLock {
  const own = new Map<string, true>();
  const beat = () => {
    try {
      for (const id of own.keys()) storage.setItem(nameOf(id), String(now()));
    } catch (error) {
      // Full: another tab may take the run, and whoever saves last is believed.
      if (!(error instanceof DOMException)) throw error;
    }
  };
  const letGo = () => {
    for (const id of own.keys()) storage.removeItem(nameOf(id));
  };
  // A time that is to come, or no time at all, is no sign of life either.
  const isDead = (name: string) => !(Math.abs(now() - Number(storage.getItem(name))) < aliveFor);
  const isFree = (id: string) => isDead(nameOf(id));
  for (const name of Object.keys(storage))
    if (name.startsWith(nameOf("")) && isDead(name)) storage.removeItem(name);
  const timer = setInterval(beat, beatEvery);
  addEventListener("pagehide", letGo);
  addEventListener("pageshow", beat);
  return {
    take: (id) => {
      if (!own.has(id) && !isFree(id)) return Promise.resolve(false);
      keepNewest(own, id, true, (old) => storage.removeItem(nameOf(old)));
      beat();
      return Promise.resolve(true);
    },
    free: (ids) => Promise.resolve(ids.filter(isFree)),
    dispose: () => {
      clearInterval(timer);
      removeEventListener("pagehide", letGo);
      removeEventListener("pageshow", beat);
      letGo();
    },
  };
}

/** Where nothing can be shared, nobody else can have it. */
const alone: TabLock = {
  take: () => Promise.resolve(true),
  free: (ids) => Promise.resolve(ids),
  dispose: () => undefined,
};

/** @param storage of the device, null where it is forbidden. @param now milliseconds since 1970. */
export function createTabLock(
  locks: LockManager | undefined,
  storage: Storage | null,
  now: () => number = Date.now,
): TabLock {
  if (locks) return withLocks(locks);
  return storage ? withBeats(storage, now) : alone;
}
