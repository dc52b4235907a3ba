import { memo } from "react";
import { useActions, useApp } from "../store/hooks.ts";
import { en } from "../text/en.ts";
import { useWords } from "../ui/words.ts";

/** One quiet line after a setting has started a new run. */
export const NewRunLine = memo(function NewRunLine() {
  const words = useWords(en.app.newRun);
  const all = useWords(en);
  const pale = useApp((app) => app.earlier.length > 0);
  const canUndo = useApp((app) => app.canUndo);
  const { undo, clearEarlier } = useActions();
  return (
    <div className="new-run" role="status" aria-label={words.plain}>
      {pale && (
        <p>
          {words.said}{" "}
          {canUndo && (
            <button type="button" className="word" onClick={undo}>
              {all.app.controls.undo}
            </button>
          )}{" "}
          <button type="button" className="word" onClick={clearEarlier}>
            {words.clear}
          </button>
        </p>
      )}
    </div>
  );
});
