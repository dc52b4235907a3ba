import { formatNumber } from "../../lib/format.ts";

/** The end of a scale, which is a power of two: 1, 0.5, 0.125. */
export function limitText(limit: number): string {
  const text = formatNumber(limit);
  return text.includes(".") && !text.includes("·") ? text.replace(/\.?0+$/, "") : text;
}
