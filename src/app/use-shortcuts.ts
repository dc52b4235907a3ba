import { useEffect } from "react";
import { useActions, useAppState } from "../store/hooks.ts";
import { canTrain } from "./phases.ts";

/** Controls that use keys themselves. */
const typing = "input, select, textarea, [contenteditable], dialog, [role='slider'], [role='tab']";
const pressable = "button, a, summary, [role='button'], [role='switch']";

/** Space, → and single letters, outside of controls only; all of them can be switched off (WCAG 2.1.4). */
export function useShortcuts(showHelp: () => void): void {
  const actions = useActions();
  const getState = useAppState();
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      const { shortcuts, run, canUndo } = getState();
      if (!shortcuts || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      const at = event.target instanceof Element ? event.target : null;
      if (at?.closest(typing) || document.querySelector("dialog[open]")) return;
      switch (event.key.toLowerCase()) {
        case " ":
          if (at?.closest(pressable) || event.repeat) return;
          if (run.phase === "training") actions.pause();
          else if (canTrain(run.phase)) actions.train();
          break;
        case "arrowright":
          if (!canTrain(run.phase)) return;
          actions.oneUpdate();
          break;
        case "r":
          if (event.repeat) return;
          actions.reset();
          break;
        case "u":
          if (!canUndo || event.repeat) return;
          actions.undo();
          break;
        case "?":
          showHelp();
          break;
        default:
          return;
      }
      event.preventDefault();
    };
    addEventListener("keydown", listen);
    return () => removeEventListener("keydown", listen);
  }, [actions, getState, showHelp]);
}
