import "../text-panel.css";
import "./symbol-map.css";
import { type KeyboardEvent, memo, useMemo } from "react";
import type { SymbolMap as Map2 } from "../../examiner/protocol.ts";
import { formatCount, formatNumber } from "../../lib/format.ts";
import { quote } from "../../lib/quote.ts";
import { symbolSign } from "../../lib/symbol-sign.ts";
import type { RunRecord } from "../../store/run-record.ts";
import { symbolMap as english } from "../../text/en/symbol-map.ts";
import { useWords } from "../../ui/words.ts";
import type { PanelProps } from "../panel.ts";
import { useShownLane } from "../shown-model.ts";
import { alphabetOf, knownText } from "../text-ask.ts";
import { NotKnown, TextHead, TextPanel } from "../text-panel.tsx";
import { useSize } from "../use-size.ts";
import { chosenSymbol, shownSymbolIn } from "./chosen.ts";
import { placesIn } from "./places.ts";

/** Symbols where the first layer has them: rows of its input kernel, an embedding's vectors, in two principal axes. */
export function SymbolMap({ isEnlarged = false }: PanelProps) {
  return (
    <TextPanel need="symbols" title="symbolMap" className="sy" isEnlarged={isEnlarged}>
      {(record) => <MapOf record={record} isLarge={isEnlarged} />}
    </TextPanel>
  );
}

interface MapOfProps {
  readonly record: RunRecord;
  readonly isLarge: boolean;
}

function MapOf({ record, isLarge }: MapOfProps) {
  const words = useWords(english);
  const known = knownText(record, "symbols", useShownLane());
  const alphabet = alphabetOf(record);
  return (
    <>
      <TextHead panel="symbol-map" title="symbolMap" className="sy">
        {isLarge && known && "answer" in known && <p>{words.note(known.answer.path)}</p>}
      </TextHead>
      <NotKnown known={known} waiting={words.waiting} />
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
