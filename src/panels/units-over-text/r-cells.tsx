import { formatSigned } from "../../lib/format.ts";
import { unitsOverText as english } from "../../text/en/units-over-text.ts";
import { useWords } from "../../ui/words.ts";

/** Heads of the columns of `RCells`. */
export function RHead() {
  const { columns } = useWords(english).list;
  return (
    <>
      <th scope="col" colSpan={2} className="ut-number">
        {columns.trained}
      </th>
      <th scope="col" className="ut-number">
        {columns.untrained}
      </th>
      <th scope="col" className="ut-number">
        {columns.other}
      </th>
    </>
  );
}

interface RCellsProps {
  readonly trained: number | undefined;
  readonly untrained: number | undefined;
  readonly other: number | undefined;
}

/** A unit's correlation as a bar and a number, beside its two controls; the bar's length is |r|, its colour the sign. */
export function RCells({ trained = Number.NaN, untrained = Number.NaN, other = Number.NaN }: RCellsProps) {
  return (
    <>
      <td className="ut-bars">
        <i
          data-sign={trained < 0 ? "negative" : "positive"}
          style={{ width: `${100 * Math.abs(trained || 0)}%` }}
        />
      </td>
      <td className="ut-number">
        <b>{formatSigned(trained)}</b>
      </td>
      <td className="ut-number">{formatSigned(untrained)}</td>
      <td className="ut-number">{formatSigned(other)}</td>
    </>
  );
}
