import { useMemo } from "react";
import { formatNumber } from "../../lib/format.ts";
import { cliff as english } from "../../text/en/cliff.ts";
import { en } from "../../text/en.ts";
import { below, useMedia } from "../../ui/use-media.ts";
import { useWords } from "../../ui/words.ts";
import { HelpMark } from "../help-mark.tsx";
import type { PanelProps } from "../panel.ts";
import { CopyWord } from "../update-chart-tools.tsx";
import { chosenRate, chosenStart } from "./choices.ts";
import { CliffMap } from "./cliff-map.tsx";
import { cliffTable, type Told, toldClipped, toldFree } from "./told.ts";
import { clipNorm, defaultRate, defaultStart, descend, highest, outcomeOf, steps } from "./toy.ts";
import "../update-chart.css";
import "./cliff.css";

/** Why gradients are clipped: two descents on the loss of a single unit, and what its wall does to each. */
export function Cliff({ isEnlarged = false }: PanelProps) {
  const all = useWords(en);
  const words = useWords(english);
  const isShort = useMedia(below(1360)) && !isEnlarged;
  const start = chosenStart.use();
  const rate = chosenRate.use();
  const free = useMemo(() => descend(start, rate), [start, rate]);
  const clipped = useMemo(() => descend(start, rate, clipNorm), [start, rate]);
  const told = useMemo(
    () => [toldFree(words, outcomeOf(free)), toldClipped(words, outcomeOf(clipped))] as const,
    [words, free, clipped],
  );
  const title = all.panels.titles.cliff;
  const note = words.note(steps);
  return (
    <section className="uc cl" aria-label={title} data-large={isEnlarged || undefined}>
      <div className="uc-head">
        <h2 className="uc-title">{title}</h2>
        <HelpMark panel="cliff" title={title} />
        <span className="uc-note" title={note}>
          {isShort ? words.noteShort(steps) : note}
        </span>
        <span className="uc-tools">
          <CopyWord table={() => cliffTable(words, free, clipped)} />
        </span>
      </div>
      <div className="uc-body cl-body">
        <CliffMap
          start={start}
          free={free}
          clipped={clipped}
          sentence={words.image(told[0].words, told[1].words)}
          onStart={chosenStart.set}
        />
        <div className="cl-side">
          <dl className="cl-told">
            <dt data-line="free">{words.free}</dt>
            <dd>
              <WithNumbers told={told[0]} />
            </dd>
            <dt data-line="clipped">{words.clipped(formatNumber(clipNorm, 1))}</dt>
            <dd>
              <WithNumbers told={told[1]} />
            </dd>
          </dl>
          <p className="cl-foot">
            <label>
              {words.rate}{" "}
              <input
                type="number"
                aria-label={words.rateName}
                min={0.02}
                max={1}
                step={0.02}
                value={rate}
                onChange={({ target }) => {
                  if (target.validity.valid && target.value !== "") chosenRate.set(target.valueAsNumber);
                }}
              />
            </label>
            {(start !== defaultStart || rate !== defaultRate) && (
              <button
                type="button"
                className="word"
                onClick={() => {
                  chosenStart.set(defaultStart);
                  chosenRate.set(defaultRate);
                }}
              >
                {words.default}
              </button>
            )}
            <span className="cl-scale">
              {words.loss} {words.least}
              <i />
              {formatNumber(highest, 1)}
            </span>
          </p>
        </div>
      </div>
    </section>
  );
}

/** A sentence with its numbers in bold: each where it first stands behind the one before. */
function WithNumbers({ told: { words, numbers } }: { readonly told: Told }) {
  let from = 0;
  const parts = numbers.flatMap((number) => {
    const at = words.indexOf(number, from);
    if (at < 0) return [];
    const before = words.slice(from, at);
    from = at + number.length;
    return [{ at, before, number }];
  });
  return (
    <>
      {parts.map(({ at, before, number }) => (
        <span key={at}>
          {before}
          <b>{number}</b>
        </span>
      ))}
      {words.slice(from)}
    </>
  );
}
