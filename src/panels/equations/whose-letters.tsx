import { isNotationId, notationIds } from "../../model/notation.ts";
import { useActions, useApp } from "../../store/hooks.ts";
import { en } from "../../text/en.ts";

const words = en.panels.equations.letters;

/** Whose letters gates, states and matrices have, everywhere on the page; kept on the device. */
export function WhoseLetters() {
  const notation = useApp((app) => app.notation);
  const { show } = useActions();
  return (
    <label className="eq-letters" title={words.title}>
      {words.of}
      <select
        className="field-select"
        value={notation}
        onChange={({ target }) => isNotationId(target.value) && show({ notation: target.value })}
      >
        {notationIds.map((id) => (
          <option key={id} value={id}>
            {words.sources[id]}
          </option>
        ))}
      </select>
    </label>
  );
}
