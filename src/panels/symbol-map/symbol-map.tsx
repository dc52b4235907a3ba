import "../text-panel.css";
import "./symbol-map.css";
import { type KeyboardEvent, memo, useMemo } from "react";
import type { SymbolMap as Map2 } from "../../examiner/protocol.ts";
import { formatCount, formatNumber } from "../../lib/format.ts";
import { quote } from "../../lib/quote.ts";
import { symbolSign } from "../../lib/symbol-sign.ts";
import { useNeed, useRecord } from "../../store/hooks.ts";
import type { RunRecord } from "../../store/run-record.ts";
import { symbolMap as english } from "../../text/en/symbol-map.ts";
import { en } from "../../text/en.ts";
import { useText, useWords } from "../../ui/words.ts";
import { HelpMark } from "../help-mark.tsx";
import type { PanelProps } from "../panel.ts";
import { useShownLane } from "../shown-model.ts";
import { alphabetOf, knownText, useTextAsk } from "../text-ask.ts";
import { useSize } from "../use-size.ts";
import { chosenSymbol, shownSymbolIn } from "./chosen.ts";
import { placesIn } from "./places.ts";

/** Symbols where the first layer has them: rows of its input kernel, an embedding's vectors, in two principal axes. */
export function SymbolMap({ isEnlarged = false }: PanelProps) {
  useNeed("symbols");
  useTextAsk();
  const title = useWords(en.panels.titles).symbolMap;
  const record = useRecord(5);
  return (
    <section className="tp sy" aria-label={title} data-large={isEnlarged || undefined}>
      {record && <MapOf record={record} title={title} isLarge={isEnlarged} />}
    </section>
  );
}

interface MapOfProps {
  readonly record: RunRecord;
  readonly title: string;
  readonly isLarge: boolean;
}

function MapOf({ record, title, isLarge }: MapOfProps) {
  const words = useWords(english);
  const say = useText();
  const known = knownText(record, "symbols", useShownLane());
  const alphabet = alphabetOf(record);
  return (
    <>
      <header className="tp-head sy-head">
        <h2>{title}</h2>
        <HelpMark panel="symbol-map" title={title} />
        {isLarge && known && "answer" in known && <p>{words.note(known.answer.path)}</p>}
      </header>
      {!known && <p className="tp-say">{words.waiting}</p>}
      {known && "why" in known && <p className="tp-say">{say(known.why)}</p>}
      {known && "answer" in known && (
        <div className="sy-body">
          <Plot map={known.answer} alphabet={alphabet} />
          <Nearest map={known.answer} alphabet={alphabet} isLarge={isLarge} />
        </div>
      )}
    </>
  );
}

interface PartProps {
  readonly map: Map2;
  readonly alphabet: readonly string[];
}

const percent = (share: number): string => `${formatNumber(100 * share, 2)} %`;

const Plot = memo(function Plot({ map, alphabet }: PartProps) {
  const words = useWords(english);
  const [box, width, height] = useSize();
  const chosen = shownSymbolIn(chosenSymbol.use(), alphabet);
  const { points, shares } = map;
  const places = useMemo(() => placesIn(points, width, height), [points, width, height]);
  const near = nearestTo(map, chosen);
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    // → makes an update elsewhere.
    event.stopPropagation();
    chosenSymbol.set((chosen + step + alphabet.length) % alphabet.length);
  };
  return (
    <div className="sy-plot">
      <div
        ref={box}
        className="sy-box"
        role="slider"
        tabIndex={0}
        aria-label={words.image(formatCount(alphabet.length), percent(shares[0]), percent(shares[1]))}
        aria-valuemin={1}
        aria-valuemax={alphabet.length}
        aria-valuenow={chosen + 1}
        aria-valuetext={words.choose(quote(symbolSign(alphabet[chosen] ?? "")))}
        onKeyDown={onKeyDown}
      >
        {width > 0 && (
          <svg width={width} height={height} aria-hidden="true">
            {near.map(({ code }) => (
              <line
                key={code}
                x1={places[chosen]?.x}
                y1={places[chosen]?.y}
                x2={places[code]?.x}
                y2={places[code]?.y}
              />
            ))}
            {places.map(({ x, y }, code) => (
              // biome-ignore lint/a11y/noStaticElementInteractions: the arrow keys of the plot choose as well
              <text
                key={alphabet[code]}
                x={x}
                y={y}
                data-chosen={code === chosen || undefined}
                data-near={near.some((one) => one.code === code) || undefined}
                onClick={() => chosenSymbol.set(code)}
              >
                {symbolSign(alphabet[code] ?? "")}
              </text>
            ))}
          </svg>
        )}
      </div>
      <small>{words.axes(percent(shares[0]), percent(shares[1]))}</small>
    </div>
  );
});

const nearShown = 3;

const nearestTo = ({ neighbours }: Map2, chosen: number, most = nearShown) =>
  Array.from({ length: Math.min(most, neighbours.count) }, (_, rank) => ({
    code: neighbours.rows[chosen * neighbours.count + rank] ?? 0,
    distance: neighbours.distances[chosen * neighbours.count + rank] ?? Number.NaN,
  }));

/** Of the list, where the panel does not fill the view. */
const fewNear = 5;

function Nearest({ map, alphabet, isLarge }: PartProps & Pick<MapOfProps, "isLarge">) {
  const words = useWords(english);
  const chosen = shownSymbolIn(chosenSymbol.use(), alphabet);
  return (
    <div className="sy-near">
      <p>{words.chosen(quote(symbolSign(alphabet[chosen] ?? "")))}</p>
      <ol>
        {nearestTo(map, chosen, isLarge ? map.neighbours.count : fewNear).map(({ code, distance }) => (
          <li key={code}>
            <button
              type="button"
              title={words.choose(quote(symbolSign(alphabet[code] ?? "")))}
              onClick={() => chosenSymbol.set(code)}
            >
              {symbolSign(alphabet[code] ?? "")}
            </button>
            <span className="number" title={words.distance}>
              {formatNumber(distance, 3)}
            </span>
          </li>
        ))}
      </ol>
    </div>
  );
}
