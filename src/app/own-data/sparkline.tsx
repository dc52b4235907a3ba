import { useMemo } from "react";
import { shareOf } from "../../lib/share-of.ts";

const [width, height, edge] = [180, 22, 2];
/** Points drawn: least and largest of each stretch. */
const points = 150;

/** A column's numbers as a small line; gaps are gaps. */
export function Sparkline({ values }: { readonly values: readonly (number | null)[] }) {
  const path = useMemo(() => pathOf(values), [values]);
  return (
    <svg
      className="own-spark"
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <path d={path} />
    </svg>
  );
}

function pathOf(values: readonly (number | null)[]): string {
  const there = values.filter((value) => value !== null);
  const least = there.reduce((low, value) => Math.min(low, value), Number.POSITIVE_INFINITY);
  const largest = there.reduce((high, value) => Math.max(high, value), Number.NEGATIVE_INFINITY);
  // Of equal numbers the line runs in the middle.
  const y = (value: number) => height - edge - shareOf(value, least, largest) * (height - 2 * edge);
  const each = Math.max(1, Math.ceil(values.length / points));
  let pen = "M";
  let path = "";
  for (let from = 0; from < values.length; from += each) {
    const stretch = values.slice(from, from + each).filter((value) => value !== null);
    if (stretch.length === 0) {
      pen = "M";
      continue;
    }
    const x = ((from / Math.max(1, values.length - 1)) * width).toFixed(1);
    for (const value of new Set([Math.min(...stretch), Math.max(...stretch)])) {
      path += `${pen}${x},${y(value).toFixed(1)}`;
      pen = "L";
    }
  }
  return path;
}
