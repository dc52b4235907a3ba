import { type PointerEvent, useRef, useState } from "react";
import { useActions, useApp, useAppState, usePaint } from "../../store/hooks.ts";
import { en } from "../../text/en.ts";
import { visibleSignals } from "../shown-signals.ts";
import { columnOf, type Geometry, laneOf, stepAt } from "./geometry.ts";
import { GradientStrip } from "./gradient-strip.tsx";
import { GuessesStrip } from "./guesses-strip.tsx";
import { BandHeader } from "./header.tsx";
import { HiddenStrip } from "./hidden-strip.tsx";
import { stepOf, useGeometry, usePicture } from "./hooks.ts";
import { InputStrip } from "./input-strip.tsx";
import { OutputStrip } from "./output-strip.tsx";
import { networkAt, type Picture, pictureOf } from "./picture.ts";
import { bandStyle } from "./strip.tsx";
import { TimeAxis } from "./time-axis.tsx";
import "./through-time.css";
import "./output.css";
import "./through-time-groups.css";
import "./gates.css";
import { useWords } from "../../ui/words.ts";

const nowhere = { step: null, model: null, unit: null, gate: null };

/** Letters of guesses need this many pixels a step. */
const leastGuess = 8;

interface Place {
  readonly step: number;
  readonly model: number | null;
  readonly unit: number | null;
  /** What the lane under the pointer shows. */
  readonly gate: string | null;
}

/** Step, model and unit under the pointer; null beside the plot. */
function placeOf(event: PointerEvent, body: HTMLElement, geometry: Geometry, picture: Picture): Place | null {
  const step = stepAt(geometry, event.clientX - body.getBoundingClientRect().left - geometry.label);
  if (step === null) return null;
  const strip = (event.target as Element).closest<HTMLElement>("[data-lane]");
  const m = strip ? Number(strip.dataset.lane) : null;
  const model = networkAt(picture, m);
  const gate = strip?.dataset.gate;
  const shown = gate === undefined ? model?.hidden : model?.signals.find(({ name }) => name === gate);
  const heat = strip?.querySelector<HTMLElement>(".tt-heat");
  if (m === null || !shown || !heat) return { step, model: null, unit: null, gate: null };
  const lane =
    gate === undefined
      ? laneOf(shown.units, picture.names.length, geometry.pixelRatio, geometry.group)
      : laneOf(shown.units, 1, geometry.pixelRatio, geometry.gate);
  const row = Math.floor((event.clientY - heat.getBoundingClientRect().top) / lane.rowHeight);
  const within = row >= 0 && row < lane.rows;
  const unit = within ? (shown.order[row * lane.unitsPerRow] ?? null) : null;
  return { step, model: m, unit, gate: shown.name };
}

function usePointing(geometry: Geometry | null, picture: Picture | null) {
  const { point, pin, show } = useActions();
  const getState = useAppState();
  const body = useRef<HTMLDivElement>(null);
  const place = (event: PointerEvent) =>
    body.current && geometry && picture ? placeOf(event, body.current, geometry, picture) : null;
  const move = (event: PointerEvent) => point(place(event) ?? nowhere);
  const handlers = {
    onPointerMove: move,
    onPointerDown: (event: PointerEvent) => {
      if (event.pointerType === "touch") move(event);
    },
    onPointerUp: (event: PointerEvent) => {
      if (event.button !== 0 || (event.target as Element).closest("button")) return;
      const at = place(event);
      if (!at) return;
      // A finger leaves no pointer behind: where it let go stays. A click with the mouse pins, a second one frees.
      const { pinnedStep, pinnedUnit } = getState();
      const isSame = at.model === pinnedUnit?.model && at.unit === pinnedUnit?.unit;
      const free = event.pointerType !== "touch" && pinnedStep === at.step && (at.unit === null || isSame);
      pin(free ? null : at.step);
      if (free) show({ pinnedUnit: null });
      else if (at.model !== null && at.unit !== null)
        show({ pinnedUnit: { model: at.model, unit: at.unit } });
      // From here on the arrow keys move t.
      body.current?.querySelector<HTMLElement>('[role="slider"]')?.focus({ preventScroll: true });
    },
    onPointerLeave: () => point(nowhere),
    onPointerCancel: () => point(nowhere),
  };
  return { body, handlers };
}

/** One held-out sequence over one shared axis: input, output, hidden states and the gradient that reaches each step. */
export function ThroughTime() {
  const words = useWords(en.panels.throughTime);
  const root = useRef<HTMLElement>(null);
  const picture = usePicture();
  const shown = useApp((app) => app.shownSignals);
  const open = picture ? visibleSignals(picture.signals, shown, Number.POSITIVE_INFINITY).length : 0;
  const geometry = useGeometry(root, picture?.steps ?? 1, open);
  const [state, setState] = useState(0);
  const { body, handlers } = usePointing(geometry, picture);

  usePaint((app) => {
    const now = pictureOf(app);
    const step = stepOf(app);
    if (!root.current || !geometry) return;
    const isPointed = now && step !== null && step < now.steps;
    root.current.toggleAttribute("data-step", Boolean(isPointed));
    if (!isPointed) return;
    const left = columnOf(geometry, step) * geometry.cell;
    root.current.style.setProperty("--tt-column", `${left}px`);
    root.current.style.setProperty("--tt-hair", `${Math.floor(left + geometry.cell / 2)}px`);
  });

  const ready = picture && geometry;
  const output = picture?.output;
  const guesses = output?.kind === "guesses" && geometry && geometry.bin === 1 && geometry.cell >= leastGuess;
  return (
    <section
      ref={root}
      className="tt"
      aria-label={words.title}
      data-phone={geometry?.phone || undefined}
      data-compact={geometry?.compact || undefined}
      data-narrow={geometry?.narrow || undefined}
      data-short={(picture && picture.length < picture.steps) || undefined}
      style={bandStyle(geometry, picture?.length ?? 0)}
    >
      <BandHeader picture={picture} />
      {!ready && <p className="tt-empty">{words.loading}</p>}
      {ready && (
        <div ref={body} className="tt-body" {...handlers}>
          <InputStrip picture={picture} geometry={geometry} />
          {guesses && output?.kind === "guesses" ? (
            <GuessesStrip picture={picture} output={output} geometry={geometry} />
          ) : (
            <OutputStrip picture={picture} geometry={geometry} />
          )}
          <HiddenStrip picture={picture} geometry={geometry} />
          <GradientStrip picture={picture} geometry={geometry} state={state} onState={setState} />
          <TimeAxis picture={picture} geometry={geometry} />
        </div>
      )}
    </section>
  );
}
