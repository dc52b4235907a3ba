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
        <label className="keys-switch">
          <input
            type="checkbox"
            role="switch"
            className="field-switch"
            checked={shortcuts}
            aria-checked={shortcuts}
            onChange={(event) => show({ shortcuts: event.target.checked })}
          />
          {words.enabled}
        </label>
        <button type="button" className="button" onClick={() => dialog.current?.close()}>
          {words.close}
        </button>
      </div>
    </dialog>
  );
}
