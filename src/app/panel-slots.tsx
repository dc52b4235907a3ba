import { type KeyboardEvent, memo, useId, useState } from "react";
import { panels } from "../panels/index.ts";
import type { PanelDef } from "../panels/panel.ts";
import { useApp } from "../store/hooks.ts";
import { en } from "../text/en.ts";

const words = en.app.panels;

/** The panels of a place on the screen that say something about this task. */
function usePanels(slot: PanelDef["slot"]): readonly PanelDef[] {
  const kind = useApp((app) => app.spec.task.kind);
  const generates = useApp((app) => app.record?.task.generate !== undefined);
  const forecasts = useApp((app) => app.record?.task.forecast !== undefined);
  const task = { kind, generates, forecasts };
  return panels.filter((panel) => panel.slot === slot && (panel.appliesTo?.(task) ?? true));
}

export const Slot = memo(function Slot({ slot }: { readonly slot: PanelDef["slot"] }) {
  const shown = usePanels(slot);
  return shown.map(({ id, Component }) => <Component key={id} />);
});

/** What is only for some tasks says more about this one than what is for all. */
const firstShown = (shown: readonly PanelDef[]): PanelDef | undefined =>
  shown.find((panel) => panel.appliesTo) ?? shown[0];

/** The waterfalls, and beside them the other panels as tabs; with four models there is no room beside, so they swap. */
export const FlowRow = memo(function FlowRow({ narrow }: { readonly narrow: boolean }) {
  const models = useApp((app) => app.spec.models.length);
  const side = usePanels("side");
  const full = models >= 4 && !narrow;
  const [chosen, setChosen] = useState<string | null>(null);
  const inPlace = full ? side.find(({ id }) => id === chosen) : undefined;
  return (
    <div className="flow-row" data-models={models} data-full={full || undefined}>
      {inPlace ? (
        <section className="flow-place" aria-label={inPlace.title}>
          <h2>{inPlace.title}</h2>
          <div className="side-body">
            <inPlace.Component />
          </div>
        </section>
      ) : (
        <Slot slot="flow" />
      )}
      {full ? (
        <div className="flow-swap">
          {side.map(({ id, title }) => (
            <button
              key={id}
              type="button"
              className="tab"
              aria-pressed={id === chosen}
              onClick={() => setChosen(id === chosen ? null : id)}
            >
              {title}
            </button>
          ))}
        </div>
      ) : (
        <Tabs
          shown={side}
          chosen={side.find(({ id }) => id === chosen) ?? firstShown(side)}
          onChoose={setChosen}
        />
      )}
    </div>
  );
});

interface TabsProps {
  readonly shown: readonly PanelDef[];
  readonly chosen: PanelDef | undefined;
  readonly onChoose: (id: string) => void;
}

function Tabs({ shown, chosen, onChoose }: TabsProps) {
  const base = useId();
  if (!chosen) return null;
  if (shown.length === 1)
    return (
      <section className="side" aria-label={chosen.title}>
        <h2 className="side-title">{chosen.title}</h2>
        <div className="side-body">
          <chosen.Component />
        </div>
      </section>
    );
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const next = shown[(shown.indexOf(chosen) + step + shown.length) % shown.length];
    if (!next) return;
    onChoose(next.id);
    document.getElementById(`${base}-${next.id}`)?.focus();
  };
  return (
    <section className="side" aria-label={words.tabs}>
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
            {title}
          </button>
        ))}
      </div>
      <div className="side-body" role="tabpanel" id={`${base}-body`} aria-labelledby={`${base}-${chosen.id}`}>
        <chosen.Component />
      </div>
    </section>
  );
}
