import {
  type Lettered,
  letterOf,
  type Letter as NotationLetter,
  parameterLetter,
} from "../model/notation.ts";
import { useApp } from "../store/hooks.ts";
import "./letter.css";

function Letter({ letter: { base, tilde, sub, sup } }: { readonly letter: NotationLetter }) {
  return (
    <span className={base.length > 1 ? "letter letter-word" : "letter"}>
      <i>
        {base}
        {tilde && "\u0303"}
      </i>
      {sup && <sup>{sup}</sup>}
      {sub && <sub>{sub}</sub>}
    </span>
  );
}

/** A gate or state in the letters that the reader picked. */
export function SignalLetter({ name }: { readonly name: string }) {
  const notation = useApp((app) => app.notation);
  return <Letter letter={letterOf(notation, name)} />;
}

interface ParameterLetterProps {
  readonly what: Lettered;
  /** Whose block it is; null for the whole parameter. */
  readonly gate?: string | null;
}

/** A matrix or bias likewise. */
export function ParameterLetter({ what, gate = null }: ParameterLetterProps) {
  const notation = useApp((app) => app.notation);
  return <Letter letter={parameterLetter(notation, what, gate)} />;
}
