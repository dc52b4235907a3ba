import { memo, useMemo } from "react";
import { differences } from "../experiment/differs.ts";
import { useActions, useApp } from "../store/hooks.ts";
import { en } from "../text/en.ts";
import { useWords } from "../ui/words.ts";
import { useDifferWords } from "../views/use-differ-words.ts";

/** As many as a line has room for. */
const few = (parts: readonly string[]): string =>
  parts.length > 2 ? `${parts.slice(0, 2).join(", ")} …` : parts.join(", ");

/** One quiet line after a setting has started a new run: by what it differs from the run that is drawn pale. */
export const NewRunLine = memo(function NewRunLine() {
  const words = useWords(en.app.newRun);
  const all = useWords(en);
  const differ = useDifferWords();
  const before = useApp((app) => app.earlier[0] ?? null);
  const spec = useApp((app) => app.spec);
  const parts = useMemo(
    () => (before ? differences({ ...before.spec, changes: before.changes }, spec, differ) : []),
    [before, spec, differ],
  );
  const canUndo = useApp((app) => app.canUndo);
  const { undo, clearEarlier } = useActions();
  return (
    <div className="new-run" role="status" aria-label={words.plain}>
      {before && (
        <p title={parts.join(", ")}>
          {parts.length > 0 ? words.differs(few(parts)) : words.said}{" "}
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
