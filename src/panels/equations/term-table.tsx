import { formatCount, formatNorm, formatNumber } from "../../lib/format.ts";
import { walkBack as english } from "../../text/en/walk-back.ts";
import { useWords } from "../../ui/words.ts";
import type { WeightTerms } from "./weight-terms.ts";

interface TermTableProps {
  readonly shown: WeightTerms;
  /** ‖∂s_t/∂s_k‖₂ by step k, of the loss of a step t. */
  readonly products: Float64Array | null;
  /** The one that is looked at, 0-based. */
  readonly step: number;
}

/** Every term with its sum, where the panel has room for a list. */
export function TermTable({ shown: { terms, sums }, products, step }: TermTableProps) {
  const { columns } = useWords(english.weights);
  return (
    <table className="eq-terms-table">
      <thead>
        <tr>
          <th scope="col">{columns.step}</th>
          <th scope="col">{columns.term}</th>
          <th scope="col">{columns.sum}</th>
          {products && <th scope="col">{columns.product}</th>}
        </tr>
      </thead>
      <tbody>
        {Array.from(terms, (term, t) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows are steps
          <tr key={t} data-at={t === step || undefined}>
            <th scope="row">{formatCount(t + 1)}</th>
            <td>{formatNumber(term)}</td>
            <td>{formatNumber(sums[t] ?? Number.NaN)}</td>
            {products && <td>{products[t] === 0 ? "0" : formatNorm(products[t] ?? Number.NaN)}</td>}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
