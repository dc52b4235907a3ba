import { useActions, useApp } from "../store/hooks.ts";
import { keys as english } from "../text/en/keys.ts";
import { en } from "../text/en.ts";
import { useWords } from "../ui/words.ts";
import { HiddenSwitch, Switch } from "./device-switches.tsx";

/** What single keys do, and the two switches of the device. */
export function KeysList() {
  const words = useWords(english);
  const { keys } = useWords(en.app.controls);
  const shortcuts = useApp((app) => app.shortcuts);
  const { show } = useActions();
  const rows: readonly (readonly [key: string, meaning: string])[] = [
    [keys.train, words.train],
    [keys.oneUpdate, words.oneUpdate],
    [keys.reset, words.reset],
    [keys.undo, words.undo],
    [keys.views, words.view],
    [keys.enlarge, words.enlarge],
    [keys.shrink, words.shrink],
    [keys.keys, words.keys],
    [words.brackets, words.loop],
    [words.leftRight, words.moments],
    [words.upDown, words.inField],
    [words.enterEscape, words.commit],
  ];
  return (
    <>
      <dl className="keys">
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
      <p>
        <a href="./licences.txt">{words.licences}</a>
      </p>
    </>
  );
}
