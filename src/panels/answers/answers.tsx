import { formatCount, formatFixed } from "../../lib/format.ts";
import { useNeed, useRecord } from "../../store/hooks.ts";
import { answers as english } from "../../text/en/answers.ts";
import { LaneMark, laneColour } from "../../ui/lane-mark.tsx";
import { useWords } from "../../ui/words.ts";
import { usePicture, useStep } from "../time/hooks.ts";
import { fixed, type Picture } from "../time/picture.ts";
import {
  answersAt,
  answersSentence,
  type ClassAnswers,
  shownClasses,
  type ValueAnswers,
} from "./answers-data.ts";
import { Confusions } from "./confusions.tsx";
import { OwnInput } from "./own-input.tsx";
import "./answers.css";

/** What each model answers to the sequence shown, a sequence that is typed, and all answers to held-out sequences. */
export function Answers() {
  useNeed("confusion");
  const words = useWords(english);
  const record = useRecord(5);
  const picture = usePicture();
  const step = useStep();
  if (!record || !picture) return <p className="an an-none">{words.waiting}</p>;
  const told = answersAt(picture, step);
  return (
    // It scrolls, so the keyboard must be able to reach it.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable region is reached by Tab
    <section className="an" aria-label={words.answer(formatCount((told?.step ?? 0) + 1))} tabIndex={0}>
      <OwnInput picture={picture} />
      <div className="an-told">
        {told ? <Told picture={picture} told={told} /> : <p className="an-none">{words.noSuch}</p>}
      </div>
      {told?.kind === "classes" && <Confusions record={record} symbols={told.symbols} />}
    </section>
  );
}

interface ToldProps<T> {
  readonly picture: Picture;
  readonly told: T;
}

function Told({ picture, told }: ToldProps<ClassAnswers | ValueAnswers>) {
  const words = useWords(english);
  return (
    <>
      <h3>{words.answer(formatCount(told.step + 1))}</h3>
      <p className="an-spoken">{answersSentence(words, picture, told)}</p>
      {told.kind === "classes" ? (
        <ClassBars picture={picture} told={told} />
      ) : (
        <ValueMarks picture={picture} told={told} />
      )}
    </>
  );
}

/** A row for each class, in it a bar for each model; the right class is named in ink. */
function ClassBars({ picture: { names }, told }: ToldProps<ClassAnswers>) {
  const words = useWords(english);
  const { symbols, truth, probabilities } = told;
  return (
    <div className="an-bars" aria-hidden="true" style={{ "--models": names.length } as React.CSSProperties}>
      <span />
      {names.map((name, m) => (
        <span key={name} className="an-name" title={name}>
          <LaneMark lane={m} />
          {name}
        </span>
      ))}
      {shownClasses(told).map((k) => (
        <div key={symbols[k]} className="an-class" data-right={k === truth || undefined}>
          <b translate="no">
            {symbols[k]}
            {k === truth && <small>{words.right}</small>}
          </b>
          {probabilities.map((row, m) => (
            <span key={names[m]} className="an-bar">
              <i style={{ width: `${100 * (row[k] ?? 0)}%`, background: laneColour(m) }} />
              <output>{formatFixed(row[k] ?? Number.NaN, 2)}</output>
            </span>
          ))}
        </div>
      ))}
    </div>
  );
}

/** Each model's value on one scale, with a rule where the right one is. */
function ValueMarks({ picture: { names }, told }: ToldProps<ValueAnswers>) {
  const words = useWords(english);
  const { truth, range, values, unit } = told;
  const all = [truth, ...values].filter((value) => Number.isFinite(value));
  const [low, high] = [Math.min(range[0], ...all), Math.max(range[1], ...all)];
  const at = (value: number) => `${(100 * (value - low)) / (high - low || 1)}%`;
  const written = (value: number) => `${fixed(value, range)}${unit ? ` ${unit}` : ""}`;
  return (
    <div className="an-values" aria-hidden="true">
      {names.map((name, m) => (
        <div key={name} className="an-value">
          <span className="an-name" title={name}>
            <LaneMark lane={m} />
            {name}
          </span>
          <span className="an-scale">
            {Number.isFinite(truth) && <s style={{ left: at(truth) }} />}
            {Number.isFinite(values[m]) && (
              <i style={{ left: at(values[m] as number), background: laneColour(m) }} />
            )}
          </span>
          <output>{written(values[m] ?? Number.NaN)}</output>
        </div>
      ))}
      {Number.isFinite(truth) && (
        <p className="an-none">
          {words.truth} {written(truth)}
        </p>
      )}
    </div>
  );
}
