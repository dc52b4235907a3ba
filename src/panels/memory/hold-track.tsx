import type { CSSProperties, KeyboardEvent, PointerEvent } from "react";
import { memory as english } from "../../text/en/memory.ts";
import { useWords } from "../../ui/words.ts";
import type { Hold } from "../use-hold.ts";

/** How far open a point of a box is, in per cent: its top, or its right end, is 100. */
export function percentAt(event: PointerEvent, box: Element, isUpright = true): number {
  const { left, top, width, height } = box.getBoundingClientRect();
  const share = isUpright ? 1 - (event.clientY - top) / height : (event.clientX - left) / width;
  return 100 * share;
}

/** Where a key moves the value, in per cent; null if it is no key of the slider. */
export function percentForKey(key: string, percent: number): number | null {
  switch (key) {
    case "ArrowUp":
    case "ArrowRight":
      return percent + 1;
    case "ArrowDown":
    case "ArrowLeft":
      return percent - 1;
    case "PageUp":
      return percent + 10;
    case "PageDown":
      return percent - 10;
    case "Home":
      return 0;
    case "End":
      return 100;
    default:
      return null;
  }
}

interface HoldTrackProps extends Hold {
  /** "forget". */
  readonly gate: string;
  /** Its mean over the sequence, in per cent: where keys begin while it is free. */
  readonly mean: number;
  readonly isUpright: boolean;
}

/** A slider as high as the gate's heat map: hollow at the mean while the gate is free, filled where it is held. */
export function HoldTrack({ gate, held, hold, free, mean, isUpright }: HoldTrackProps) {
  const words = useWords(english);
  const value = held ?? mean;
  const drag = (event: PointerEvent<HTMLDivElement>) => {
    event.stopPropagation();
    if (event.currentTarget.hasPointerCapture(event.pointerId))
      hold(percentAt(event, event.currentTarget, isUpright));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const next = percentForKey(event.key, value);
    const isFreeing = event.key === "Delete" || event.key === "Backspace";
    if (next === null && !isFreeing) return;
    // → makes an update elsewhere; here keys are about the gate.
    event.preventDefault();
    event.stopPropagation();
    if (next !== null) hold(next);
    else free();
  };
  return (
    <div
      className="mem-track"
      role="slider"
      tabIndex={0}
      aria-label={words.hold(gate)}
      aria-orientation={isUpright ? "vertical" : "horizontal"}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={value}
      aria-valuetext={held === null ? words.holdFree : words.holdAt(String(held))}
      title={words.holdTitle(gate)}
      data-held={held !== null || undefined}
      data-upright={isUpright || undefined}
      style={{ "--mem-open": `${value}%` } as CSSProperties}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        drag(event);
      }}
      onPointerMove={drag}
      onPointerUp={(event) => event.stopPropagation()}
      onKeyDown={onKeyDown}
    >
      <i />
    </div>
  );
}
