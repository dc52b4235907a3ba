import { memo } from "react";
import { useActions, useApp } from "../store/hooks.ts";
import { en } from "../text/en.ts";
import { useWords } from "../ui/words.ts";
import { viewOf, views } from "./index.ts";

/** The views by name, always all of them: one that the experiment cannot fill is quiet, and says why when it is opened. */
export const ViewNames = memo(function ViewNames() {
  const words = useWords(en.views);
  const { show } = useActions();
  const open = useApp((app) => viewOf(app.view).id);
  const generates = useApp((app) => app.record?.task.generate !== undefined);
  return (
    <nav className="view-names" aria-label={words.list}>
      {views.map(({ id, title, unfilled }, index) => (
        <button
          key={id}
          type="button"
          className="view-name"
          aria-current={id === open ? "page" : undefined}
          data-unfilled={unfilled?.({ generates }) ? true : undefined}
          title={words.keyTitle(words.titles[title], String(index + 1))}
          onClick={() => show({ view: id, enlarged: null })}
        >
          {words.titles[title]}
        </button>
      ))}
    </nav>
  );
});
