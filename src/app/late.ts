import { useSyncExternalStore } from "react";
import { idle } from "../lib/idle.ts";

type Come<T> = { readonly part: T } | { readonly error: unknown };

/**
 * Makes a hook for code that the first picture can do without: it loads when the page has nothing else to do, and is null
 * until then. A lazy component would begin to load when it is first shown, and show something else for a moment.
 * The hook throws what loading threw.
 */
export function late<T>(load: () => Promise<T>): () => T | null {
  let come: Come<T> | null = null;
  let coming: Promise<void> | null = null;
  const begin = async (): Promise<void> => {
    await idle();
    try {
      come = { part: await load() };
    } catch (error) {
      come = { error };
    }
  };
  const subscribe = (tell: () => void) => {
    let hears = true;
    coming ??= begin();
    void coming.then(() => hears && tell());
    return () => {
      hears = false;
    };
  };
  return function useLate() {
    const now = useSyncExternalStore(subscribe, () => come);
    if (now && "error" in now) throw now.error;
    return now?.part ?? null;
  };
}
