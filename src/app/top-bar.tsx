import { Cpu, Moon, Sun } from "lucide-react";
import { memo } from "react";
import { useActions, useApp } from "../store/hooks.ts";
import { tasks } from "../tasks/index.ts";
import { en } from "../text/en.ts";
import { useText, useWords } from "../ui/words.ts";
import { ViewNames } from "../views/view-names.tsx";
import { StepButtons, TrainButton } from "./controls.tsx";
import { CopyLink } from "./copy-link.tsx";
import { Mark } from "./mark.tsx";
import { addressOf } from "./pages.ts";

interface TopBarProps {
  readonly narrow: boolean;
  readonly invited: boolean;
  readonly onHelp: () => void;
}

export const TopBar = memo(function TopBar({ narrow, invited, onHelp }: TopBarProps) {
  const words = useWords(en.app);
  const all = useWords(en);
  const text = useText();
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
        <span className="bar-title">{text(tasks[kind].title)}</span>
      </div>
      {!narrow && (
        <div className="bar-run">
          <TrainButton outlined={invited} />
          <StepButtons />
          <ViewNames />
        </div>
      )}
      <div className="bar-more">
        <CopyLink />
        <DeviceLink narrow={narrow} />
        <button
          type="button"
          className="bar-word bar-help"
          aria-label={all.help.open}
          title={all.help.open}
          onClick={onHelp}
        >
          {words.controls.keys.keys}
        </button>
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

/** The address bar changes without a render: the link takes the hash along when it is about to be followed. */
const takeHash = ({ currentTarget }: { readonly currentTarget: HTMLAnchorElement }) => {
  currentTarget.href = addressOf("device");
};

function DeviceLink({ narrow }: { readonly narrow: boolean }) {
  const words = useWords(en.app);
  return (
    <a
      className="bar-word bar-link"
      href={addressOf("device")}
      aria-label={narrow ? words.device.menu : undefined}
      title={words.device.menuTitle}
      onPointerEnter={takeHash}
      onFocus={takeHash}
      onClick={takeHash}
    >
      {narrow ? <Cpu aria-hidden="true" size={17} /> : words.device.menu}
    </a>
  );
}
