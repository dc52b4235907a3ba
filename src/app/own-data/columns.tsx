import type { AnyValues } from "../../lib/fields.ts";
import { formatCount, formatNumber } from "../../lib/format.ts";
import type { OwnColumn, OwnTable } from "../../own-data/own-data.ts";
import { ownData as english } from "../../text/en/own-data.ts";
import type { Words } from "../../text/language.ts";
import { useWords } from "../../ui/words.ts";
import { Sparkline } from "./sparkline.tsx";

/** Places of columns, from 0. No targets: what is read is foretold. */
export interface ColumnUse {
  readonly inputs: readonly number[];
  readonly targets: readonly number[];
}

/** "1,3-5": numbers from 1, and spans of three or more of them. */
function spansOf(places: readonly number[]): string {
  const parts: string[] = [];
  for (let i = 0; i < places.length; ) {
    let end = i;
    while (places[end + 1] === (places[end] ?? 0) + 1) end++;
    const [first, last] = [(places[i] ?? 0) + 1, (places[end] ?? 0) + 1];
    if (end - i >= 2) parts.push(`${first}-${last}`);
    else parts.push(...places.slice(i, end + 1).map((place) => String(place + 1)));
    i = end + 1;
  }
  return parts.join(",");
}

/** As many of the first columns as the task's field has room for. */
export function fitting(places: readonly number[], room: number): readonly number[] {
  let count = places.length;
  while (count > 1 && spansOf(places.slice(0, count)).length > room) count--;
  return places.slice(0, count);
}

/** As the task's fields have it. */
export const columnFields = ({ inputs, targets }: ColumnUse): AnyValues => ({
  inputs: spansOf(inputs),
  targets: spansOf(targets),
});

/** Single numbers and spans, as in "1,3-5"; what names no column is the task's to refuse. */
const placesIn = (text: string): readonly number[] =>
  text.split(",").flatMap((part) => {
    const [first = Number.NaN, last = first] = part.split("-").map(Number);
    return part === "" ? [] : Array.from({ length: Math.max(0, last - first + 1) }, (_, n) => first - 1 + n);
  });
export const columnUse = (values: AnyValues): ColumnUse => ({
  inputs: placesIn(String(values.inputs ?? "")),
  targets: placesIn(String(values.targets ?? "")),
});

interface ColumnsProps {
  readonly table: OwnTable;
  readonly use: ColumnUse;
  readonly onUse: (use: ColumnUse) => void;
}

const toggled = (places: readonly number[], place: number): readonly number[] =>
  places.includes(place)
    ? places.filter((other) => other !== place)
    : [...places, place].sort((a, b) => a - b);

/** Every column drawn, with what the networks do with it. */
export function Columns({ table, use, onUse }: ColumnsProps) {
  const words = useWords(english);
  return (
    <table className="own-columns">
      <thead>
        <tr>
          <th scope="col">{words.column}</th>
          <th scope="col">
            <span className="hidden-word">{words.columns}</span>
          </th>
          <th scope="col">{words.input}</th>
          <th scope="col">{words.target}</th>
        </tr>
      </thead>
      <tbody>
        {table.columns.map((column, place) => {
          const { name, values } = column;
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: two columns of a file may have the same name
            <tr key={place}>
              <th scope="row" title={name} translate="no">
                {name}
                <span>{rangeOf(words, column)}</span>
              </th>
              <td>
                <Sparkline values={values} />
              </td>
              <td>
                <input
                  type="checkbox"
                  aria-label={words.inputName(name)}
                  checked={use.inputs.includes(place)}
                  onChange={() => onUse({ ...use, inputs: toggled(use.inputs, place) })}
                />
              </td>
              <td>
                <input
                  type="checkbox"
                  aria-label={words.targetName(name)}
                  checked={(use.targets.length === 0 ? use.inputs : use.targets).includes(place)}
                  onChange={() =>
                    onUse({
                      ...use,
                      targets: toggled(use.targets.length === 0 ? use.inputs : use.targets, place),
                    })
                  }
                />
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function rangeOf(words: Words<typeof english>, { values }: OwnColumn): string {
  const there = values.filter((value) => value !== null);
  const least = there.reduce((low, value) => Math.min(low, value), Number.POSITIVE_INFINITY);
  const largest = there.reduce((high, value) => Math.max(high, value), Number.NEGATIVE_INFINITY);
  const gaps = values.length - there.length;
  if (there.length === 0) return words.noValues;
  return [
    ...(there.length > 0 ? [words.range(formatNumber(least), formatNumber(largest))] : []),
    ...(gaps > 0 ? [words.gaps(formatCount(gaps))] : []),
  ].join(", ");
}
