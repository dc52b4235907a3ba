import "../text-panel.css";
import "./next-symbol.css";
import { memo } from "react";
import type { Reading } from "../../examiner/protocol.ts";
import { formatCount, formatFixed, formatNumber } from "../../lib/format.ts";
import { quote } from "../../lib/quote.ts";
import { symbolSign } from "../../lib/symbol-sign.ts";
import type { RunRecord } from "../../store/run-record.ts";
import { nextSymbol as english } from "../../text/en/units-over-text.ts";
import { useText, useWords } from "../../ui/words.ts";
import type { PanelProps } from "../panel.ts";
import { useShownLane } from "../shown-model.ts";
import { alphabetOf, knownText, placeIn, textPlace } from "../text-ask.ts";
import { TextHead, TextPanel } from "../text-panel.tsx";
import { useSize } from "../use-size.ts";
import { guessesAt, surpriseAt, surpriseOf } from "./guesses.ts";

/** What the model expects after each symbol of the text, and how much what followed cost it. */
export function NextSymbol({ isEnlarged = false }: PanelProps) {
  return (
    <TextPanel need="reading" title="nextSymbol" className="ns" isEnlarged={isEnlarged}>
      {(record) => <NextOf record={record} isLarge={isEnlarged} />}
    </TextPanel>
  );
}

interface NextOfProps {
  readonly record: RunRecord;
  readonly isLarge: boolean;
}

function NextOf({ record, isLarge }: NextOfProps) {
  const words = useWords(english);
  const say = useText();
  const known = knownText(record, "reading", useShownLane());
  const reading = known && "answer" in known && known.answer.tokens.length > 0 ? known.answer : null;
  const mean = reading ? surpriseOf(reading).mean : Number.NaN;
  return (
    <>
      <TextHead panel="next-symbol" title="nextSymbol" className="ns">
        <p>{words.note}</p>
        {Number.isFinite(mean) && <span>{words.mean(formatFixed(mean, 2))}</span>}
      </TextHead>
      {!reading && <p className="tp-say">{known && "why" in known ? say(known.why) : words.none}</p>}
      {reading && <Around reading={reading} alphabet={alphabetOf(record)} isLarge={isLarge} />}
    </>
  );
}

interface PartProps {
  readonly reading: Reading;
  readonly alphabet: readonly string[];
}

/** Width of a column, in CSS pixels. */
const cell = 18;
const ranks = 4;
const barHeight = 30;

/** Of a strip, with what keeps it apart from the next one. */
const stripHeight = 146;

/**
 * The stretch of the text around the place that is looked at: as many symbols as there is room for, in one strip; in several where the
 * panel fills the view.
 */
function Around({ reading, alphabet, isLarge }: PartProps & Pick<NextOfProps, "isLarge">) {
  const words = useWords(english);
  const [box, width, height] = useSize();
  const place = placeIn(reading, textPlace.use()) ?? 0;
  const columns = Math.max(1, Math.floor(width / cell));
  const strips = isLarge ? Math.max(1, Math.floor(height / stripHeight)) : 1;
  const first = Math.floor(place / (columns * strips)) * columns * strips;
  const starts = Array.from({ length: strips }, (_, k) => first + k * columns);
  return (
    <div className="ns-body">
      <div className="ns-names" aria-hidden="true">
        <span>{words.reads}</span>
        <span>{words.guesses}</span>
        <span>
          {words.surprise} <small>{words.surpriseTo(formatNumber(surpriseOf(reading).largest, 2))}</small>
        </span>
      </div>
      <div className="ns-strip" ref={box}>
        {width > 0 &&
          starts
            .filter((from) => from < reading.tokens.length)
            .map((from) => (
              <Strip
                key={from - first}
                reading={reading}
                alphabet={alphabet}
                from={from}
                to={Math.min(from + columns, reading.tokens.length)}
                place={place}
              />
            ))}
      </div>
      <Bars reading={reading} alphabet={alphabet} place={place} />
    </div>
  );
}

interface StripProps extends PartProps {
  readonly from: number;
  readonly to: number;
  readonly place: number;
}

function Strip({ place, ...stretch }: StripProps) {
  const { reading, from, to } = stretch;
  const words = useWords(english);
  const { pinned } = textPlace.use();
  const at = (clientX: number, left: number) =>
    Math.min(to - 1, Math.max(from, from + Math.floor((clientX - left) / cell)));
  return (
    <div
      className="ns-grid"
      role="img"
      aria-label={words.image(
        formatCount(from + 1),
        formatCount(to),
        formatFixed(surpriseOf(reading).mean, 2),
      )}
      onPointerMove={(event) =>
        textPlace.set({
          pointed: at(event.clientX, event.currentTarget.getBoundingClientRect().left),
          pinned,
        })
      }
      onPointerLeave={() => textPlace.set({ pointed: null, pinned })}
      onPointerDown={(event) =>
        textPlace.set({
          pointed: null,
          pinned: at(event.clientX, event.currentTarget.getBoundingClientRect().left),
        })
      }
    >
      <Columns {...stretch} />
      {place >= from && place < to && (
        <i className="ns-at" style={{ left: (place - from) * cell, width: cell }} />
      )}
    </div>
  );
}

/** p above which a cell is dark enough for light ink, and above which its symbol is plain to read. */
const [sure, likely] = [0.57, 0.2];

const Columns = memo(function Columns({
  reading,
  alphabet,
  from,
  to,
}: PartProps & Pick<StripProps, "from" | "to">) {
  const places = Array.from({ length: to - from }, (_, k) => from + k);
  const surprises = places.map((t) => surpriseAt(reading, t));
  const guesses = places.map((t) => guessesAt(reading, t, ranks));
  const most = surpriseOf(reading).largest;
  const sign = (code: number | undefined) => symbolSign(alphabet[code ?? -1] ?? "");
  return (
    <>
      <div className="ns-row ns-read">
        {places.map((t) => (
          <span key={t - from}>{sign(reading.tokens[t])}</span>
        ))}
      </div>
      {Array.from({ length: ranks }, (_, rank) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a rank is its place
        <div key={rank} className="ns-row">
          {places.map((t, k) => {
            const guess = guesses[k]?.[rank];
            const p = guess?.p ?? 0;
            return (
              <span
                key={t - from}
                className={p > sure ? "ns-sure" : p > likely ? "ns-likely" : undefined}
                data-true={guess?.code === reading.tokens[t + 1] || undefined}
                style={{ background: `color-mix(in srgb, var(--ink) ${Math.round(100 * p)}%, var(--bg))` }}
              >
                {guess && sign(guess.code)}
              </span>
            );
          })}
        </div>
      ))}
      <div className="ns-row ns-bars" style={{ height: barHeight }}>
        {surprises.map((nats, k) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a column is its place: another stretch takes its elements
          <span key={k}>
            <i style={{ height: nats > 0 ? (barHeight * Math.min(nats, most)) / most : 0 }} />
          </span>
        ))}
      </div>
    </>
  );
});

const barRanks = 6;
const contextLength = 18;

/** The most probable symbols at the place that is looked at, and what the one that followed cost. */
function Bars({ reading, alphabet, place }: PartProps & Pick<StripProps, "place">) {
  const words = useWords(english);
  const symbolAt = (t: number) => symbolSign(alphabet[reading.tokens[t] ?? -1] ?? "");
  const from = Math.max(0, place + 1 - contextLength);
  const context = Array.from({ length: place + 1 - from }, (_, k) => symbolAt(from + k)).join("");
  const next = reading.tokens[place + 1];
  const guesses = guessesAt(reading, place, barRanks);
  const named = guesses.map(({ code, p }) => `${symbolSign(alphabet[code] ?? "")} ${formatFixed(p, 3)}`);
  return (
    <div className="ns-next" role="img" aria-label={words.bars(named.join(", "))}>
      <p className="ns-context" translate="no">
        {words.after(context)}
      </p>
      {guesses.map(({ code, p }, rank) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a rank is its place
        <div key={rank} className="ns-guess" data-true={code === next || undefined}>
          <b translate="no">{symbolSign(alphabet[code] ?? "")}</b>
          <span>
            <i style={{ width: `${100 * p}%` }} />
          </span>
          <span className="number">{formatFixed(p, 3)}</span>
        </div>
      ))}
      <p>
        {next === undefined
          ? words.end
          : words.followed(
              quote(symbolSign(alphabet[next] ?? "")),
              formatFixed(surpriseAt(reading, place), 2),
            )}
      </p>
    </div>
  );
}
