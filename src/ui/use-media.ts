import { useCallback, useSyncExternalStore } from "react";

/** Below this width, in CSS pixels, the page is one column that scrolls. Style sheets say `max-width: 999px`. */
export const oneColumnBelow = 1000;

export const below = (width: number): string => `(max-width: ${width - 1}px)`;

/**
 * Whether a media query holds; renders again when that changes. The window's size is heard as well: about one in a hundred windows that
 * grew once had charts without height, which is what the parts of one column would look like in the grid of a wide screen. The cause was
 * not seen, so this is a precaution.
 */
export function useMedia(query: string): boolean {
  const subscribe = useCallback(
    (changed: () => void) => {
      const list = matchMedia(query);
      list.addEventListener("change", changed);
      addEventListener("resize", changed);
      return () => {
        list.removeEventListener("change", changed);
        removeEventListener("resize", changed);
      };
    },
    [query],
  );
  return useSyncExternalStore(subscribe, () => matchMedia(query).matches);
}

/** One column, with the buttons in a dock under the thumb. */
export const useNarrow = (): boolean => useMedia(below(oneColumnBelow));
