import { formatCount } from "../../lib/format.ts";
import { isFormed } from "../../lib/phrase.ts";
import { type Confusion, rowTotal } from "../../model/confusion.ts";
import { isCounted } from "../../model/counted.ts";
import type { RunRecord } from "../../store/run-record.ts";
import { answers as english } from "../../text/en/answers.ts";
import { LaneMark } from "../../ui/lane-mark.tsx";
import { useText, useWords } from "../../ui/words.ts";
import { confusions, mistakesOf, mostClasses, percent, shareWords } from "./answers-data.ts";

interface ConfusionsProps {
  readonly record: RunRecord;
  readonly symbols: readonly string[];
}

/** Of each model, which answers it gives to which questions of the held-out sequences. */
export function Confusions({ record, symbols }: ConfusionsProps) {
  const words = useWords(english);
  const say = useText();
  return (
    <div className="an-confusions">
      {confusions(record).map((confusion, m) => {
        const name = record.names[m] ?? "";
        const plan = record.plans[m];
        return (
          <figure key={name}>
            <figcaption>
              <LaneMark lane={m} /> <b>{name}</b>{" "}
              {confusion && !isFormed(confusion) && <span>{shareWords(words, confusion)}</span>}
            </figcaption>
            {confusion && !isFormed(confusion) ? (
              <Of confusion={confusion} symbols={symbols} />
            ) : (
              <p className="an-none">
                {confusion
                  ? say(confusion)
                  : plan && isCounted(plan)
                    ? words.counting(name)
                    : words.computing}
              </p>
            )}
          </figure>
        );
      })}
    </div>
  );
}

interface OfProps {
  readonly confusion: Confusion;
  readonly symbols: readonly string[];
}

function Of(props: OfProps) {
  return props.symbols.length > mostClasses ? <Mistakes {...props} /> : <Matrix {...props} />;
}

function Matrix({ confusion, symbols }: OfProps) {
  const words = useWords(english);
  const { counts, classes } = confusion;
  return (
    <table className="an-matrix">
      <thead>
        <tr>
          <th scope="col" aria-label={words.corner} title={words.corner}>
            <span aria-hidden="true">↓→</span>
          </th>
          {symbols.map((symbol) => (
            <th key={symbol} scope="col" translate="no">
              {symbol}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {symbols.map((truth, row) => {
          const total = rowTotal(confusion, row);
          return (
            <tr key={truth}>
              <th scope="row" translate="no">
                {truth}
              </th>
              {symbols.map((answer, column) => {
                const count = counts[row * classes + column] as number;
                const share = total > 0 ? count / total : 0;
                return (
                  <td
                    key={answer}
                    title={words.cell(truth, answer, formatCount(count), percent(share))}
                    data-right={row === column || undefined}
                    style={{
                      background: `color-mix(in srgb, var(--ink) ${Math.round(26 * share)}%, transparent)`,
                    }}
                  >
                    {formatCount(count)}
                    <small>{percent(share)} %</small>
                  </td>
                );
              })}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function Mistakes({ confusion, symbols }: OfProps) {
  const words = useWords(english);
  const mistakes = mistakesOf(confusion, 8);
  if (mistakes.length === 0) return <p className="an-none">{words.noMistakes}</p>;
  return (
    <>
      <p className="an-none">{words.mostConfused}</p>
      <ul className="an-mistakes">
        {mistakes.map(({ truth, answer, count, share }) => (
          <li key={`${truth} ${answer}`}>
            <b translate="no">{words.confused(symbols[truth] ?? "", symbols[answer] ?? "")}</b>{" "}
            {formatCount(count)} <small>{percent(share)} %</small>
          </li>
        ))}
      </ul>
    </>
  );
}
