import { useSyncExternalStore } from "react";

/**
 * The update under the pointer, shared by all charts over updates: pointing in one reads out the others. It changes at
 * the pointer's speed and nothing but readouts depends on it, so it has a place of its own beside the store.
 */
let pointed: number | null = null;
const listeners = new Set<() => void>();

export function pointUpdate(update: number | null): void {
  if (update === pointed) return;
  pointed = update;
  for (const listener of listeners) listener();
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};
const read = () => pointed;

export const usePointedUpdate = (): number | null => useSyncExternalStore(subscribe, read, read);
