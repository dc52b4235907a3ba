import { memo } from "react";
import { PanelBox, usePanels } from "../panel-place.tsx";
import "./memory-view.css";

function Band({ band }: { readonly band: number }) {
  const shown = usePanels((place) => place.view === "memory" && "band" in place && place.band === band);
  return shown.map((panel) => <PanelBox key={panel.id} panel={panel} />);
}

/** Heat maps over time, which give way to the plots below until these have what they need, and take all that is left. */
export const MemoryView = memo(function MemoryView() {
  return (
    <>
      <div className="view-band memory-time">
        <Band band={1} />
      </div>
      <div className="view-band memory-units" data-elastic>
        <Band band={2} />
      </div>
    </>
  );
});
