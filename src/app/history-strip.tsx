import { memo } from "react";
import { EngineStatus } from "./engine-status.tsx";
import { Milestone, RunStatus } from "./run-status.tsx";

/** Under every view: how far the run is, what happened, what computes. The bar commands, the strip tells. */
export const HistoryStrip = memo(function HistoryStrip() {
  return (
    <footer className="strip">
      <RunStatus />
      <Milestone />
      <EngineStatus />
    </footer>
  );
});
