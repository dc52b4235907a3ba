import type { AnyValues } from "../../lib/fields.ts";
import { formatCount, formatNumber } from "../../lib/format.ts";
import type { OwnColumn, OwnTable } from "../../tasks/own-data.ts";
import { en } from "../../text/en.ts";
import { Sparkline } from "./sparkline.tsx";

const words = en.ownData;

/** Places of columns, from 0. No targets: what is read is foretold. */
export interface ColumnUse {
  readonly inputs: readonly number[];
  readonly targets: readonly number[];
}

/** As the task's fields have it: numbers from 1. */
export const columnFields = ({ inputs, targets }: ColumnUse): AnyValues => ({
  inputs: inputs.map((place) => place + 1).join(","),
  targets: targets.map((place) => place + 1).join(","),
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
              <th scope="row" title={name}>
                {name}
                <span>{rangeOf(column)}</span>
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

function rangeOf({ values }: OwnColumn): string {
  const there = values.filter((value) => value !== null);
  const least = there.reduce((low, value) => Math.min(low, value), Number.POSITIVE_INFINITY);
  const largest = there.reduce((high, value) => Math.max(high, value), Number.NEGATIVE_INFINITY);
  const gaps = values.length - there.length;
  return [
    words.range(formatNumber(least), formatNumber(largest)),
    ...(gaps > 0 ? [words.gaps(formatCount(gaps))] : []),
  ].join(", ");
}
