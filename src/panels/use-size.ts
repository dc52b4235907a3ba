import { useLayoutEffect, useRef, useState } from "react";
import { createResizeObserver } from "../ui/resize-observer.ts";

/** A box to draw in, with its width and height in CSS pixels; 0 before it is laid out. */
export function useSize(): [React.RefObject<HTMLDivElement | null>, number, number] {
  const ref = useRef<HTMLDivElement>(null);
  const [[width, height], setSize] = useState([0, 0]);
  useLayoutEffect(() => {
    const box = ref.current;
    if (!box) return;
    const measure = () => setSize([box.clientWidth, box.clientHeight]);
    measure();
    const observer = createResizeObserver(measure);
    observer.observe(box);
    return () => observer.disconnect();
  }, []);
  return [ref, width, height];
}
