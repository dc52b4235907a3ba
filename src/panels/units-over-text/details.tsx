import { memo } from "react";
import type { Reading } from "../../examiner/protocol.ts";
import { formatCount, formatSigned } from "../../lib/format.ts";
import { passagesOf, rankUnits } from "../../model/reading.ts";
import { unitsOverText as english } from "../../text/en/units-over-text.ts";
import { useWords } from "../../ui/words.ts";
import { type ChosenUnit, shownSymbol, textPlace, textProbe, trackedBy, usePickUnit } from "../text-ask.ts";
import { probeName, unitName, unitOf } from "./probe-list.tsx";
import { RCells, RHead } from "./r-cells.tsx";

const rankedUnits = 10;
const passages = { length: 36, most: 4 };

interface DetailsProps {
  readonly reading: Reading;
  readonly symbols: readonly string[];
  readonly chosen: ChosenUnit;
}

/** Beside the text where the panel fills the view: all units ranked by one property, and where the chosen one is highest and lowest. */
export const Details = memo(function Details({ reading, symbols, chosen }: DetailsProps) {
  return (
    <div className="ut-details">
      <Ranking reading={reading} chosen={chosen} />
      <Passages reading={reading} symbols={symbols} chosen={chosen} sign={1} />
      <Passages reading={reading} symbols={symbols} chosen={chosen} sign={-1} />
    </div>
  );
});

function Ranking({ reading, chosen }: Omit<DetailsProps, "symbols">) {
  const words = useWords(english);
  const pick = usePickUnit();
  const picked = textProbe.use();
  const kind = picked ?? trackedBy(reading)[0]?.kind;
  const one = reading.correlations.find((each) => each.kind === kind);
  if (!one) return null;
  return (
    <table className="ut-list">
      <caption>{words.ranking(probeName(words, one.kind, reading.marker))}</caption>
      <thead>
        <tr>
          <th scope="col">{words.list.columns.unit}</th>
          <RHead />
        </tr>
      </thead>
      <tbody>
        {rankUnits(reading.states, one, rankedUnits).map((unit) => {
          const isChosen = unit.at === chosen.at && unit.unit === chosen.unit;
          return (
            <tr key={unit.index} data-chosen={isChosen || undefined}>
              <td>
                <button
                  type="button"
                  className="ut-probe"
                  aria-pressed={isChosen}
                  onClick={() => pick(unitOf(reading, unit))}
                >
                  {unitName(words, reading, unit)}
                </button>
              </td>
              <RCells
                trained={one.trained[unit.index]}
                untrained={one.untrained[unit.index]}
                other={one.other[unit.index]}
              />
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function Passages({ reading, symbols, chosen, sign }: DetailsProps & { readonly sign: 1 | -1 }) {
  const words = useWords(english).passages;
  const state = reading.states[chosen.at];
  if (!state || symbols.length === 0) return null;
  const at = (t: number) => state.values[t * state.units + chosen.unit] as number;
  return (
    <div className="ut-passages">
      <h3>{sign > 0 ? words.highest : words.lowest}</h3>
      <ol>
        {passagesOf(symbols.length, at, { ...passages, sign }).map(({ from, to, mean }) => (
          <li key={from}>
            <button
              type="button"
              className="ut-probe"
              title={words.go(formatCount(from + 1))}
              onClick={() => textPlace.set({ pointed: null, pinned: from })}
            >
              <q translate="no">{symbols.slice(from, to).map(shownSymbol).join("")}</q>
            </button>
            <span className="number">{words.mean(formatSigned(mean))}</span>
          </li>
        ))}
      </ol>
    </div>
  );
}
