import { Maximize2, Minimize2 } from "lucide-react";
import {
  type CSSProperties,
  type KeyboardEvent,
  lazy,
  memo,
  Suspense,
  useEffect,
  useId,
  useRef,
  useState,
} from "react";
import { idle } from "../lib/idle.ts";
import { HelpMark } from "../panels/help-mark.tsx";
import { panels } from "../panels/index.ts";
import type { Area as AreaName, PanelDef, Place as PlaceOnScreen } from "../panels/panel.ts";
import { useActions, useApp, useAppState } from "../store/hooks.ts";
import { en } from "../text/en.ts";
import { useWords } from "../ui/words.ts";
import { InTurn } from "./in-turn.tsx";

/** The panels of a place on the screen that say something about this task; first those that are only for some tasks. */
export function usePanels(isHere: (place: PlaceOnScreen) => boolean): readonly PanelDef[] {
  const kind = useApp((app) => app.spec.task.kind);
  const generates = useApp((app) => app.record?.task.generate !== undefined);
  const forecasts = useApp((app) => app.record?.task.forecast !== undefined);
  const task = { kind, generates, forecasts };
  const shown = panels.filter((panel) => panel.places.some(isHere) && (panel.appliesTo?.(task) ?? true));
  return [...shown.filter(({ appliesTo }) => appliesTo), ...shown.filter(({ appliesTo }) => !appliesTo)];
}

const useArea = (area: AreaName): readonly PanelDef[] =>
  usePanels((place) => "area" in place && place.area === area);

/** How long a panel stays outlined after it was pressed for, in milliseconds. */
const outlineMs = 2500;

/**
 * What a panel's place says of it: its name, the least room that it needs, and that a sentence points at it. It comes into
 * view where the sentence was pressed.
 */
function usePlace({ id, least }: PanelDef, models: number) {
  const call = useApp((app) => (app.panelCall?.panel === id ? app.panelCall : null));
  const ref = useRef<HTMLDivElement>(null);
  const { pointAt } = useActions();
  const getState = useAppState();
  useEffect(() => {
    if (!call?.isPressed) return;
    ref.current?.scrollIntoView({ block: "nearest" });
    // What was pressed may be gone by now, and then nothing else takes the outline away.
    const timer = setTimeout(() => {
      if (getState().panelCall === call) pointAt(null);
    }, outlineMs);
    return () => clearTimeout(timer);
  }, [call, pointAt, getState]);
  const { width, height } = least(models);
  return {
    ref,
    "data-panel": id,
    "data-least": `${width}x${height}`,
    "data-called": call !== null || undefined,
  };
}

export const Area = memo(function Area({ area }: { readonly area: AreaName }) {
  return useArea(area).map((panel) => <PanelBox key={panel.id} panel={panel} />);
});

const SaveMenu = lazy(async () => {
  await idle();
  return { default: (await import("./save-menu.tsx")).SaveMenu };
});

interface PanelBoxProps {
  readonly panel: PanelDef;
  readonly isEnlarged?: boolean;
}

/** A panel in its box, with the control that lets it fill the view. */
export function PanelBox({ panel, isEnlarged = false }: PanelBoxProps) {
  const models = useApp((app) => app.spec.models.length);
  const place = usePlace(panel, models);
  return (
    <div className="panel" data-enlarged={isEnlarged || undefined} {...place}>
      {!panel.ownTitle && <PanelHead panel={panel} />}
      <InTurn>
        <panel.Component isEnlarged={isEnlarged} />
      </InTurn>
      <PanelCorner panel={panel} isEnlarged={isEnlarged} />
    </div>
  );
}

function PanelHead({ panel: { id, title } }: { readonly panel: PanelDef }) {
  const titles = useWords(en.panels.titles);
  return (
    <div className="side-head">
      <h2 className="side-title">{titles[title]}</h2>
      <HelpMark panel={id} title={titles[title]} />
    </div>
  );
}

/** ⤢ in the corner of a panel's title, and what saves it: seen on hover and focus only, since every panel has them. */
function PanelCorner({ panel, isEnlarged }: Required<PanelBoxProps>) {
  const words = useWords(en.views);
  const titles = useWords(en.panels.titles);
  const { show } = useActions();
  const name = words[isEnlarged ? "shrink" : "enlarge"](titles[panel.title]);
  const Icon = isEnlarged ? Minimize2 : Maximize2;
  return (
    <>
      <button
        type="button"
        className="panel-enlarge"
        aria-label={name}
        title={name}
        onClick={() => show({ enlarged: isEnlarged ? null : panel.id })}
      >
        <Icon aria-hidden="true" size={13} strokeWidth={2} />
      </button>
      <Suspense>
        <SaveMenu panel={panel} />
      </Suspense>
    </>
  );
}

/**
 * Under the strips: the wide place, in which a task of series or text has its forecasts or samples and the others the
 * gradient flow, and equations beside it. Four waterfalls need the whole row, so that all panels are its tabs.
 */
export const FlowRow = memo(function FlowRow({ narrow }: { readonly narrow: boolean }) {
  const models = useApp((app) => app.spec.models.length);
  const flow = useArea("flow");
  const side = useArea("side");
  const full = models >= 4 && !narrow;
  const wide = full ? [...flow, ...side] : flow;
  const least = Math.max(...[...flow, ...side].map((panel) => panel.least(models).height));
  return (
    <div
      className="flow-row"
      data-models={models}
      data-elastic
      data-full={full || undefined}
      data-shared={flow.length > 1 || undefined}
      style={{ "--least": `${least}px` } as CSSProperties}
    >
      <Place shown={wide} models={models} className="flow-place" />
      {!full && <Place shown={side} models={models} className="side" />}
    </div>
  );
});

interface PlaceProps {
  /** The first is shown until another is chosen. */
  readonly shown: readonly PanelDef[];
  readonly models: number;
  readonly className: string;
}

/** A panel with its title, or several as tabs. */
function Place({ shown, ...props }: PlaceProps) {
  const [choice, setChoice] = useState<string | null>(null);
  // A panel that a sentence was pressed for comes to the front.
  const called = useApp((app) => (app.panelCall?.isPressed ? app.panelCall.panel : null));
  useEffect(() => {
    if (called !== null) setChoice(called);
  }, [called]);
  const chosen = shown.find(({ id }) => id === choice) ?? shown[0];
  return chosen && <PlaceOf {...props} shown={shown} chosen={chosen} onChoose={setChoice} />;
}

interface PlaceOfProps extends PlaceProps {
  readonly chosen: PanelDef;
  readonly onChoose: (id: string) => void;
}

function PlaceOf({ shown, models, className, chosen, onChoose }: PlaceOfProps) {
  const words = useWords(en.app.panels);
  const titles = useWords(en.panels.titles);
  const base = useId();
  const place = usePlace(chosen, models);
  if (shown.length === 1)
    return (
      <section className={className} aria-label={titles[chosen.title]}>
        {!chosen.ownTitle && <PanelHead panel={chosen} />}
        <div className="side-body" {...place}>
          <InTurn>
            <chosen.Component />
          </InTurn>
        </div>
        <PanelCorner panel={chosen} isEnlarged={false} />
      </section>
    );
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    // → makes an update elsewhere; here it is the next tab.
    event.stopPropagation();
    const next = shown[(shown.indexOf(chosen) + step + shown.length) % shown.length];
    if (!next) return;
    onChoose(next.id);
    document.getElementById(`${base}-${next.id}`)?.focus();
  };
  return (
    <section className={className} aria-label={words.tabs}>
      <div className="side-head">
        <div className="tabs" role="tablist" aria-label={words.tabs} onKeyDown={onKeyDown}>
          {shown.map(({ id, title }) => (
            <button
              key={id}
              type="button"
              role="tab"
              className="tab"
              id={`${base}-${id}`}
              aria-selected={id === chosen.id}
              aria-controls={`${base}-body`}
              tabIndex={id === chosen.id ? 0 : -1}
              onClick={() => onChoose(id)}
            >
              {titles[title]}
            </button>
          ))}
        </div>
        {/* Of the panel that is shown: a list of tabs may hold nothing but tabs. */}
        <HelpMark panel={chosen.id} title={titles[chosen.title]} />
      </div>
      <div
        className="side-body"
        role="tabpanel"
        id={`${base}-body`}
        aria-labelledby={`${base}-${chosen.id}`}
        {...place}
      >
        <InTurn>
          <chosen.Component isTab />
        </InTurn>
      </div>
      <PanelCorner panel={chosen} isEnlarged={false} />
    </section>
  );
}
