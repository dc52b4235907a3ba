import { Moon, Sun } from "lucide-react";
import { memo } from "react";
import { useActions, useApp } from "../store/hooks.ts";
import { tasks } from "../tasks/index.ts";
import { en } from "../text/en.ts";
import { StepButtons, TrainButton } from "./controls.tsx";
import { EngineStatus, Milestone, RunStatus } from "./run-status.tsx";
import { ShareButton } from "./share-button.tsx";

const words = en.app;

interface TopBarProps {
  readonly narrow: boolean;
  readonly invited: boolean;
  readonly onKeys: () => void;
}

export const TopBar = memo(function TopBar({ narrow, invited, onKeys }: TopBarProps) {
  const kind = useApp((app) => app.spec.task.kind);
  const theme = useApp((app) => app.theme);
  const { show } = useActions();
  const dark = theme === "dark";
  const toggle = dark ? words.controls.toLight : words.controls.toDark;
  return (
    <header className="bar">
      <div className="bar-name">
        <Mark />
        <h1>{words.name}</h1>
        <span className="bar-title">{tasks[kind].title}</span>
      </div>
      {!narrow && (
        <div className="bar-run">
          <TrainButton outlined={invited} />
          <StepButtons />
          <div className="bar-status">
            <div className="bar-line">
              <RunStatus />
              <EngineStatus />
            </div>
            <Milestone />
          </div>
        </div>
      )}
      <div className="bar-more">
        <ShareButton />
        {!narrow && (
          <button
            type="button"
            className="bar-word"
            aria-label={words.controls.keyboard}
            title={words.controls.keyboard}
            onClick={onKeys}
          >
            {words.controls.keys.keys}
          </button>
        )}
        <button
          type="button"
          className="bar-word"
          aria-label={toggle}
          title={toggle}
          onClick={() => show({ theme: dark ? "light" : "dark" })}
        >
          {dark ? <Sun aria-hidden="true" size={17} /> : <Moon aria-hidden="true" size={17} />}
        </button>
      </div>
    </header>
  );
});

/** Three steps of a network, the last one full. */
function Mark() {
  return (
    <svg className="mark" aria-hidden="true" width="22" height="10" viewBox="0 0 22 10">
      <path d="M7 5h1M14 5h1" stroke="currentColor" strokeWidth="1.8" />
      <circle cx="4" cy="5" r="2.8" fill="none" stroke="currentColor" strokeWidth="1.8" />
      <circle cx="11" cy="5" r="2.8" fill="none" stroke="currentColor" strokeWidth="1.8" />
      <circle cx="18" cy="5" r="3.7" fill="currentColor" />
    </svg>
  );
}
