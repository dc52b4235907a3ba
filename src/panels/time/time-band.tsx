import { type PointerEvent, type ReactNode, useRef } from "react";
import { useActions, useAppState, usePaint } from "../../store/hooks.ts";
import { columnOf, type Geometry, stepAt } from "./geometry.ts";
import { stepOf, useGeometry, usePicture } from "./hooks.ts";
import { networkAt, type Picture, pictureOf } from "./picture.ts";
import { bandStyle } from "./strip.tsx";
import "./time.css";

const nowhere = { step: null, model: null, unit: null, gate: null };

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
  const heat = strip?.querySelector<HTMLElement>(".tt-heat");
  if (m === null || !model || !heat) return { step, model: null, unit: null, gate: null };
  const rows = Number(heat.dataset.rows);
  const { top, height } = heat.getBoundingClientRect();
  const row = Math.floor(((event.clientY - top) / height) * rows);
  const within = row >= 0 && row < rows;
  const unit = within ? (model.hidden.order[row * Number(heat.dataset.unitsPerRow)] ?? null) : null;
  return { step, model: m, unit, gate: strip?.dataset.gate ?? model.hidden.name };
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
      body.current?.querySelector<HTMLElement>('.tt-ticks[role="slider"]')?.focus({ preventScroll: true });
    },
    onPointerLeave: () => point(nowhere),
    onPointerCancel: () => point(nowhere),
  };
  return { body, handlers };
}

interface TimeBandProps {
  readonly label: string;
  readonly className?: string;
  /** Strips of gates that are open. */
  readonly gates?: (picture: Picture) => number;
  /** Over the strips; it is there before there is a picture. */
  readonly header: (picture: Picture | null) => ReactNode;
  /** In the place of the strips until there is a picture. */
  readonly empty: ReactNode;
  readonly children: (picture: Picture, geometry: Geometry) => ReactNode;
}

/** Strips over one shared axis of time: their pixels, and the line at the step that is pointed at, here or in another panel. */
export function TimeBand({ label, className, gates, header, empty, children }: TimeBandProps) {
  const root = useRef<HTMLElement>(null);
  const picture = usePicture();
  const open = picture && gates ? gates(picture) : 0;
  const geometry = useGeometry(root, picture?.steps ?? 1, open);
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

  return (
    <section
      ref={root}
      className={className ? `tt ${className}` : "tt"}
      aria-label={label}
      data-phone={geometry?.phone || undefined}
      data-compact={geometry?.compact || undefined}
      data-narrow={geometry?.narrow || undefined}
      data-short={(picture && picture.length < picture.steps) || undefined}
      style={bandStyle(geometry, picture?.length ?? 0)}
    >
      {header(picture)}
      {picture && geometry ? (
        <div ref={body} className="tt-body" {...handlers}>
          {children(picture, geometry)}
        </div>
      ) : (
        empty
      )}
    </section>
  );
}
