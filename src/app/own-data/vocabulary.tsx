import { useMemo } from "react";
import { formatCount } from "../../lib/format.ts";
import { symbolSign } from "../../lib/symbol-sign.ts";
import { vocabularyOf } from "../../tasks/text/vocabulary.ts";
import { ownData as english } from "../../text/en/own-data.ts";
import { useWords } from "../../ui/words.ts";

const shown = 120;

interface VocabularyProps {
  readonly text: string;
  /** Characters that come fewer times than this are one. */
  readonly rare: number;
}

/** The symbols that a network tells apart, most frequent first. */
export function Vocabulary({ text, rare }: VocabularyProps) {
  const words = useWords(english);
  const { symbols, sign, folded, length } = useMemo(() => vocabularyOf(text, rare), [text, rare]);
  const more = symbols.length - shown;
  return (
    <>
      <p className="own-note">
        {[
          words.textSize(formatCount(length)),
          words.symbols(formatCount(symbols.length)),
          ...(sign === null ? [] : [words.folded(formatCount(folded), sign)]),
        ].join(" · ")}
      </p>
      <ul className="own-symbols" aria-label={words.vocabulary}>
        {symbols.slice(0, shown).map(({ symbol, count }) => (
          <li key={symbol} title={words.symbolCount(symbolSign(symbol), formatCount(count))}>
            {symbolSign(symbol)}
          </li>
        ))}
        {more > 0 && <li className="own-more">{words.moreSymbols(formatCount(more))}</li>}
      </ul>
    </>
  );
}
