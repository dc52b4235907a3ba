import { type RefObject, useEffect, useState } from "react";

/** Milliseconds that one points at the track before the strip grows, and that it stays after one left it. */
const growsAfter = 400;
const staysFor = 250;

/**
 * Whether the strip is grown: while something in it has the focus by keyboard, while one drags along the track, or points at it for a
 * moment. Esc shrinks what the pointer made grow.
 */
export function useGrown(track: RefObject<HTMLElement | null>, drags: boolean): boolean {
  const [isPointed, setPointed] = useState(false);
  const [isFocused, setFocused] = useState(false);
  useEffect(() => {
    const line = track.current;
    const strip = line?.closest<HTMLElement>(".strip");
    if (!line || !strip) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const after = (ms: number, value: boolean) => {
      clearTimeout(timer);
      timer = setTimeout(() => setPointed(value), ms);
    };
    const enter = ({ pointerType }: PointerEvent) => {
      if (pointerType === "mouse") after(growsAfter, true);
    };
    const stay = () => clearTimeout(timer);
    const leave = () => after(staysFor, false);
    // Grown by the keyboard, it stays while the pointer works in it.
    const work = ({ target }: Event) => {
      if (target instanceof Element && target.closest(".strip-over")) setPointed(true);
    };
    const look = () => setFocused(strip.querySelector(":focus-visible") !== null);
    const blur = ({ relatedTarget }: FocusEvent) => {
      if (!(relatedTarget instanceof Node && strip.contains(relatedTarget))) setFocused(false);
    };
    const shrink = ({ key }: KeyboardEvent) => {
      if (key === "Escape") setPointed(false);
    };
    const ended = new AbortController();
    const { signal } = ended;
    line.addEventListener("pointerenter", enter, { signal });
    line.addEventListener("pointerleave", stay, { signal });
    strip.addEventListener("pointerenter", stay, { signal });
    strip.addEventListener("pointerover", work, { signal });
    strip.addEventListener("pointerleave", leave, { signal });
    strip.addEventListener("focusin", look, { signal });
    // What was focused otherwise is by keyboard from the first key on.
    strip.addEventListener("keyup", look, { signal });
    strip.addEventListener("focusout", blur, { signal });
    addEventListener("keydown", shrink, { signal });
    return () => {
      clearTimeout(timer);
      ended.abort();
    };
  }, [track]);
  return isPointed || isFocused || drags;
}
