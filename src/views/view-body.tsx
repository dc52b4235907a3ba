import { lazy, memo, type ReactNode, Suspense, useRef, useState } from "react";
import { useApp } from "../store/hooks.ts";
import { TakesTurns } from "./in-turn.tsx";
import { viewOf } from "./index.ts";
import { PanelBox, usePanels } from "./panel-place.tsx";
import type { ViewDef, ViewProps } from "./view.ts";
import "./views.css";

const UnfilledView = lazy(async () => ({ default: (await import("./unfilled-view.tsx")).UnfilledView }));

/** What fills main: the view that is open, or the one panel of it that is enlarged. */
export const ViewBody = memo(function ViewBody(props: ViewProps): ReactNode {
  const view = useApp((app) => viewOf(app.view));
  const [first] = useState(view);
  const takesTurns = useRef(false);
  takesTurns.current ||= view !== first;
  return (
    <TakesTurns value={takesTurns.current}>
      <ViewOf view={view} {...props} />
    </TakesTurns>
  );
});

function ViewOf({ view, ...props }: ViewProps & { readonly view: ViewDef }): ReactNode {
  const generates = useApp((app) => app.record?.task.generate !== undefined);
  const ready = useApp((app) => app.record !== null);
  const id = useApp((app) => app.enlarged);
  const enlarged = usePanels((place) => place.view === view.id).find((panel) => panel.id === id);
  if (enlarged) return <PanelBox panel={enlarged} isEnlarged />;
  // Whether a task writes is known once its data is there.
  const unfilled = ready ? view.unfilled?.({ generates }) : null;
  if (unfilled)
    return (
      <Suspense>
        <UnfilledView unfilled={unfilled} />
      </Suspense>
    );
  return view.Layout ? <view.Layout {...props} /> : <Banded view={view} />;
}

const bands = [1, 2, 3] as const;

/** Bands under one another, the panels of each side by side. */
function Banded({ view }: { readonly view: ViewDef }) {
  return bands.map((band) => <Band key={band} view={view.id} band={band} />);
}

function Band({ view, band }: { readonly view: string; readonly band: number }) {
  const shown = usePanels((place) => place.view === view && "band" in place && place.band === band);
  if (shown.length === 0) return null;
  return (
    <div className="view-band" data-band={band}>
      {shown.map((panel) => (
        <PanelBox key={panel.id} panel={panel} />
      ))}
    </div>
  );
}
