import "./device-switches.css";
import { useActions, useApp } from "../store/hooks.ts";
import { keys as english } from "../text/en/keys.ts";
import { useWords } from "../ui/words.ts";

interface SwitchProps {
  readonly on: boolean;
  readonly label: string;
  readonly onSwitch: (on: boolean) => void;
}

export function Switch({ on, label, onSwitch }: SwitchProps) {
  return (
    <label className="keys-switch">
      <input
        type="checkbox"
        role="switch"
        className="field-switch"
        checked={on}
        aria-checked={on}
        onChange={(event) => onSwitch(event.target.checked)}
      />
      {label}
    </label>
  );
}

/** Of this device, not of the experiment: here and, where there are no keys, on the page of the training's settings. */
export function HiddenSwitch() {
  const words = useWords(english);
  const goesOn = useApp((app) => app.whenHidden === "goOn");
  const { show } = useActions();
  return (
    <Switch on={goesOn} label={words.hidden} onSwitch={(on) => show({ whenHidden: on ? "goOn" : "pause" })} />
  );
}
