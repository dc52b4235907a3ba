import { type KeyboardEvent, useEffect, useRef } from "react";
import { presets } from "../experiment/presets.ts";
import { useActions, useApp } from "../store/hooks.ts";
import { type TaskKind, tasks } from "../tasks/index.ts";
import { en } from "../text/en.ts";
import { useText, useWords } from "../ui/words.ts";

const kinds = Object.keys(tasks) as TaskKind[];

/** Presets with what to press and look for, then data of one's own, then all other tasks with their sources; in the place of the task. */
export function TaskMenu({ onClose }: { readonly onClose: () => void }) {
  const words = useWords(en.app.task);
  const text = useText();
  const menu = useRef<HTMLDivElement>(null);
  const presetId = useApp((app) => app.presetId);
  const { usePreset: openPreset, setTask } = useActions();
  useEffect(() => {
    menu.current?.querySelector("button")?.focus();
  }, []);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    onClose();
  };
  const chosen = (choose: () => void) => () => {
    choose();
    onClose();
  };
  const choose = (kind: TaskKind) => {
    setTask(kind);
    onClose();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape closes it from any of its buttons
    <div ref={menu} className="task-menu" onKeyDown={onKeyDown}>
      <h3>{words.presets}</h3>
      <ul>
        {presets.map(({ id, title, press, look }) => (
          <li key={id}>
            <button
              type="button"
              aria-current={id === presetId || undefined}
              onClick={chosen(() => openPreset(id))}
            >
              <b>{text(title)}</b>
              <span>
                {text(press)} {text(look)}
              </span>
            </button>
          </li>
        ))}
      </ul>
      <h3>{words.ownTasks}</h3>
      <Tasks kinds={kinds.filter((name) => tasks[name].example)} onChoose={choose} />
      <h3>{words.tasks}</h3>
      <Tasks kinds={kinds.filter((name) => !tasks[name].example)} onChoose={choose} />
    </div>
  );
}

interface TasksProps {
  readonly kinds: readonly TaskKind[];
  readonly onChoose: (kind: TaskKind) => void;
}

function Tasks({ kinds, onChoose }: TasksProps) {
  const words = useWords(en.app.task);
  const text = useText();
  const kind = useApp((app) => app.spec.task.kind);
  return (
    <ul>
      {kinds.map((name) => {
        const { title, summary, data } = tasks[name];
        return (
          <li key={name}>
            <button type="button" aria-current={name === kind || undefined} onClick={() => onChoose(name)}>
              <b>{text(title)}</b>
              <span>{text(summary)}</span>
              {data && (
                <small>
                  {words.data}: {text(data.title)}. {text(data.licence)}.
                </small>
              )}
            </button>
          </li>
        );
      })}
    </ul>
  );
}
