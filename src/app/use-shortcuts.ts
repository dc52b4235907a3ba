import { useEffect } from "react";
import { useActions, useAppState } from "../store/hooks.ts";
import { views } from "../views/index.ts";
import { canTrain } from "./phases.ts";

/** Controls that use keys themselves. */
const typing = "input, select, textarea, [contenteditable], dialog, [role='slider'], [role='tab']";
const pressable = "button, a, summary, [role='button'], [role='switch']";

/** The panel that has the focus, or the corner of its place; else the one under the pointer. */
const panelAt = (focused: Element | null): string | undefined =>
  (
    focused?.closest<HTMLElement>("[data-panel]") ??
    focused?.closest(".side, .flow-place")?.querySelector<HTMLElement>("[data-panel]") ??
    [...document.querySelectorAll<HTMLElement>("[data-panel]:hover")].at(-1)
  )?.dataset.panel;

/** Space, → and single letters, outside of controls only; all of them can be switched off (WCAG 2.1.4). */
export function useShortcuts(showHelp: () => void): void {
  const actions = useActions();
  const getState = useAppState();
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      const { shortcuts, run, canUndo, enlarged } = getState();
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
        case "e": {
          const panel = panelAt(at);
          if (event.repeat || panel === undefined) return;
          actions.show({ enlarged: enlarged === panel ? null : panel });
          break;
        }
        case "escape":
          if (enlarged === null) return;
          actions.show({ enlarged: null });
          break;
        case "?":
          showHelp();
          break;
        default: {
          const named = /^[1-9]$/.test(event.key) ? views[Number(event.key) - 1] : undefined;
          if (!named) return;
          actions.show({ view: named.id, enlarged: null });
        }
      }
      event.preventDefault();
    };
    addEventListener("keydown", listen);
    return () => removeEventListener("keydown", listen);
  }, [actions, getState, showHelp]);
}
