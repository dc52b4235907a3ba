import { useCallback, useSyncExternalStore } from "react";

/** Whether a media query holds; renders again when that changes. */
export function useMedia(query: string): boolean {
  const subscribe = useCallback(
    (changed: () => void) => {
      const list = matchMedia(query);
      list.addEventListener("change", changed);
      return () => list.removeEventListener("change", changed);
    },
    [query],
  );
  return useSyncExternalStore(subscribe, () => matchMedia(query).matches);
}

/** One column, with the buttons in a dock under the thumb. The style sheets use the same width. */
export const useNarrow = (): boolean => useMedia("(max-width: 999px)");
