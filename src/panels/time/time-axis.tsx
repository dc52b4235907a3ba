import type { KeyboardEvent } from "react";
import { useActions, useAppState } from "../../store/hooks.ts";
import { en } from "../../text/en.ts";
import { useWords } from "../../ui/words.ts";
import { axisTicks, centreOf, type Geometry } from "./geometry.ts";
import { stepOf, useStep } from "./hooks.ts";
import { inputAt, type Picture } from "./picture.ts";
import "./time-axis.css";

/** Where a key moves t; null if it is no key of the axis. */
export function stepForKey(key: string, step: number | null, steps: number): number | null {
  const last = steps - 1;
  switch (key) {
    case "ArrowLeft":
      return Math.max(0, (step ?? steps) - 1);
    case "ArrowRight":
      return Math.min(last, (step ?? -1) + 1);
    case "PageUp":
      return Math.max(0, (step ?? steps) - 10);
    case "PageDown":
      return Math.min(last, (step ?? -1) + 10);
    case "Home":
      return 0;
    case "End":
      return last;
    default:
      return null;
  }
}

/** The axis under all strips: numbers, the step pointed at, and a slider for keys. */
export function TimeAxis({ picture, geometry }: { picture: Picture; geometry: Geometry }) {
  const words = useWords(en.panels.throughTime);
  const { point, pin, train, pause } = useActions();
  const getState = useAppState();
  const step = useStep();
  const { steps, length, drawing } = picture;

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const { run, shortcuts } = getState();
    if (event.key === " " && shortcuts && !event.repeat) {
      // A click in the strips leads here: Space still trains and pauses.
      event.preventDefault();
      if (run.phase === "training") pause();
      else train();
      return;
    }
    const next = stepForKey(event.key, stepOf(getState()), steps);
    if (next === null && event.key !== "Escape") return;
    // → makes an update and Escape closes things elsewhere; here they are about t.
    event.preventDefault();
    event.stopPropagation();
    point({ step: null });
    pin(next);
  };
  const input =
    step === null
      ? ""
      : step >= length
        ? words.afterEnd
        : inputAt(drawing, step)
            .map(({ value, unit }) => `${value} ${unit}`.trim())
            .join(", ");
  const spot = step === null ? null : centreOf(geometry, step);
  return (
    <div className="tt-strip tt-time-axis">
      {!geometry.phone && <div className="tt-label">{words.stepLabel}</div>}
      <div
        className="tt-plot tt-ticks"
        role="slider"
        tabIndex={0}
        aria-label={words.slider}
        aria-valuemin={1}
        aria-valuemax={steps}
        aria-valuenow={step === null ? 1 : step + 1}
        aria-valuetext={step === null ? words.sliderNone : words.sliderText(step + 1, input)}
        style={{ width: geometry.plot }}
        onKeyDown={onKeyDown}
      >
        {axisTicks(geometry).map((t) => {
          // On a phone the plot ends where the panel does.
          const left = Math.min(
            centreOf(geometry, t - 1),
            geometry.phone ? geometry.plot - 8 : geometry.plot,
          );
          const hidden = spot !== null && Math.abs(left - spot) < 22;
          return (
            <span key={t} className="tt-tick" style={{ left }}>
              {!hidden && t}
            </span>
          );
        })}
        {spot !== null && (
          <b className="tt-pill" style={{ left: spot }}>
            {(step ?? 0) + 1}
          </b>
        )}
      </div>
    </div>
  );
}
