import { isJoint, isNotationId, otherForm, sourceIds, sourceOf } from "../../model/notation.ts";
import { useActions, useApp } from "../../store/hooks.ts";
import { equations as equationsEnglish } from "../../text/en/equations.ts";
import { useWords } from "../../ui/words.ts";

/** Whose letters gates, states and matrices have, everywhere on the page; kept on the device. */
export function WhoseLetters() {
  const words = useWords(equationsEnglish.letters);
  const notation = useApp((app) => app.notation);
  const { show } = useActions();
  const other = otherForm(notation);
  return (
    <span className="eq-notation">
      <label className="eq-letters" title={words.title}>
        <span className="eq-letters-word">{words.of}</span>
        <select
          className="field-select"
          value={sourceOf(notation)}
          onChange={({ target }) => isNotationId(target.value) && show({ notation: target.value })}
        >
          {sourceIds.map((id) => (
            <option key={id} value={id}>
              {words.sources[id]}
            </option>
          ))}
        </select>
      </label>
      {other && (
        <button
          type="button"
          className="eq-word eq-joint"
          aria-pressed={isJoint(notation)}
          aria-label={words.jointLabel}
          title={words.jointTitle}
          onClick={() => show({ notation: other })}
        >
          {words.joint}
        </button>
      )}
    </span>
  );
}
