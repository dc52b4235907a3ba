import { useActions } from "../store/hooks.ts";
import { tasks } from "../tasks/index.ts";
import { unfilled as english } from "../text/en/unfilled.ts";
import { useText, useWords } from "../ui/words.ts";
import type { Unfilled } from "./view.ts";

/** One sentence, and one button where an experiment of ours would fill the view. */
export function UnfilledView({ unfilled: { sentence, task } }: { readonly unfilled: Unfilled }) {
  const words = useWords(english);
  const text = useText();
  const { setTask } = useActions();
  const title = task !== null && task in tasks ? text(tasks[task as keyof typeof tasks].title) : null;
  return (
    <div className="view-unfilled">
      <p>{words.why[sentence]}</p>
      {task !== null && title !== null && (
        <button type="button" className="button button-filled" onClick={() => setTask(task)}>
          {words.openTask(title)}
        </button>
      )}
    </div>
  );
}
