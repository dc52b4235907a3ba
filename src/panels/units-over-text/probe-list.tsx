import { memo } from "react";
import type { Reading } from "../../examiner/protocol.ts";
import { quote } from "../../lib/quote.ts";
import { symbolSign } from "../../lib/symbol-sign.ts";
import { unitAt } from "../../model/reading.ts";
import { unitsOverText as english } from "../../text/en/units-over-text.ts";
import type { Words } from "../../text/language.ts";
import { useWords } from "../../ui/words.ts";
import {
  type ChosenUnit,
  layerShown,
  type TextUnit,
  type Tracked,
  textProbe,
  trackedBy,
  usePickUnit,
} from "../text-ask.ts";
import { RCells, RHead } from "./r-cells.tsx";

type OwnWords = Words<typeof english>;

/** A property by name; the marker is part of one. */
export const probeName = (words: OwnWords, kind: Tracked["kind"], marker: string): string =>
  kind === "afterMarker" ? words.afterMarker(quote(symbolSign(marker))) : words.probes[kind];

export const unitName = (words: OwnWords, reading: Reading, { at, unit }: ChosenUnit): string =>
  words.unit(reading.states[at]?.state ?? "", String(unit + 1), layerShown(reading, at));

export const longUnitName = (words: OwnWords, reading: Reading, { at, unit }: ChosenUnit): string =>
  words.unitLong(reading.states[at]?.state ?? "", String(unit + 1), layerShown(reading, at));

export const unitOf = (reading: Reading, { at, unit }: ChosenUnit): TextUnit => ({
  scan: reading.states[at]?.scan ?? 0,
  state: reading.states[at]?.state ?? "",
  unit,
});

interface ProbeListProps {
  readonly reading: Reading;
  readonly chosen: ChosenUnit;
}

/** By property the unit that goes along with it best, beside the same unit untrained and on another text. */
export const ProbeList = memo(function ProbeList({ reading, chosen }: ProbeListProps) {
  const words = useWords(english);
  const pick = usePickUnit();
  const { list } = words;
  const probe = textProbe.use();
  return (
    <table className="ut-list">
      <caption title={list.help}>{list.title}</caption>
      <thead>
        <tr>
          <th scope="col">{list.columns.probe}</th>
          <th scope="col">{list.columns.unit}</th>
          <RHead />
        </tr>
      </thead>
      <tbody>
        {trackedBy(reading).map(({ kind, index, trained, untrained, other }) => {
          const name = probeName(words, kind, reading.marker);
          if (index === null)
            return (
              <tr key={kind} className="ut-absent">
                <td>{name}</td>
                <td colSpan={5}>{list.absent}</td>
              </tr>
            );
          const unit = unitAt(reading.states, index);
          const isChosen =
            unit.at === chosen.at && unit.unit === chosen.unit && (probe === null || probe === kind);
          return (
            <tr key={kind} data-chosen={isChosen || undefined}>
              <td>
                <button
                  type="button"
                  className="ut-probe"
                  aria-pressed={isChosen}
                  title={list.choose(name)}
                  onClick={() => {
                    textProbe.set(kind);
                    pick(unitOf(reading, unit));
                  }}
                >
                  {name}
                </button>
              </td>
              <td className="ut-unit">{unitName(words, reading, unit)}</td>
              <RCells trained={trained} untrained={untrained} other={other} />
            </tr>
          );
        })}
      </tbody>
    </table>
  );
});
