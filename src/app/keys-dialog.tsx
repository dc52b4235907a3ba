import { type RefObject, useId } from "react";
import { useActions, useApp } from "../store/hooks.ts";
import { en } from "../text/en.ts";

const words = en.app.keys;
const { keys } = en.app.controls;

const rows: readonly (readonly [key: string, meaning: string])[] = [
  [keys.train, words.train],
  [keys.oneUpdate, words.oneUpdate],
  [keys.reset, words.reset],
  [keys.undo, words.undo],
  [keys.keys, words.keys],
  [words.upDown, words.inField],
  [words.enterEscape, words.commit],
];

interface SwitchProps {
  readonly on: boolean;
  readonly label: string;
  readonly onSwitch: (on: boolean) => void;
}

function Switch({ on, label, onSwitch }: SwitchProps) {
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
  const goesOn = useApp((app) => app.whenHidden === "goOn");
  const { show } = useActions();
  return (
    <Switch on={goesOn} label={words.hidden} onSwitch={(on) => show({ whenHidden: on ? "goOn" : "pause" })} />
  );
}

export function KeysDialog({ dialog }: { readonly dialog: RefObject<HTMLDialogElement | null> }) {
  const heading = useId();
  const shortcuts = useApp((app) => app.shortcuts);
  const { show } = useActions();
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: a click beside the dialog closes it; the key for that is Escape
    <dialog
      ref={dialog}
      className="keys"
      aria-labelledby={heading}
      onClick={(event) => event.target === event.currentTarget && event.currentTarget.close()}
    >
      <div className="keys-body">
        <h2 id={heading}>{words.heading}</h2>
        <dl>
          {rows.map(([key, meaning]) => (
            <div key={key}>
              <dt>
                <kbd>{key}</kbd>
              </dt>
              <dd>{meaning}</dd>
            </div>
          ))}
        </dl>
        <Switch on={shortcuts} label={words.enabled} onSwitch={(on) => show({ shortcuts: on })} />
        <HiddenSwitch />
        <button type="button" className="button" onClick={() => dialog.current?.close()}>
          {words.close}
        </button>
      </div>
    </dialog>
  );
}
