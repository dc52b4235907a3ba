import { useSyncExternalStore } from "react";

/**
 * What is chosen within one panel and nowhere else, such as where a descent starts. It lives as long as the page: an enlarged panel is
 * another component, and the numbers that are saved are those of the choice.
 */
export interface Choice<T> {
  readonly now: () => T;
  readonly set: (value: T) => void;
  /** In a component, which renders again when it changes. */
  readonly use: () => T;
}

export function choice<T>(initial: T): Choice<T> {
  let value = initial;
  const listeners = new Set<() => void>();
  const now = () => value;
  const subscribe = (listener: () => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  return {
    now,
    set: (next) => {
      value = next;
      for (const listener of listeners) listener();
    },
    use: () => useSyncExternalStore(subscribe, now, now),
  };
}
