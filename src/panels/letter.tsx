import { baseText, letterOf, parameterLetter } from "../model/notation.ts";
import type { Lettered, Letter as NotationLetter } from "../model/notation-types.ts";
import { useApp } from "../store/hooks.ts";
import "./letter.css";

/** A letter of the notation that is there already. */
export function LetterOf({ letter }: { readonly letter: NotationLetter }) {
  const { base, sub, sup } = letter;
  return (
    <span className={base.length > 1 ? "letter letter-word" : "letter"} translate="no">
      <i>{baseText(letter)}</i>
      {sup && <sup>{sup}</sup>}
      {sub && <sub>{sub}</sub>}
    </span>
  );
}

/** A gate or state in the letters that the reader picked. */
export function SignalLetter({ name }: { readonly name: string }) {
  const notation = useApp((app) => app.notation);
  return <LetterOf letter={letterOf(notation, name)} />;
}

interface ParameterLetterProps {
  readonly what: Lettered;
  /** Whose block it is; null for the whole parameter. */
  readonly gate?: string | null;
}

/** A matrix or bias likewise. */
export function ParameterLetter({ what, gate = null }: ParameterLetterProps) {
  const notation = useApp((app) => app.notation);
  return <LetterOf letter={parameterLetter(notation, what, gate)} />;
}
