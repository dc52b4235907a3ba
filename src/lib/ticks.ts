import { formatCount, formatNumber, powerOfTen } from "./format.ts";

/** 1, 2 or 5 times a power of ten: the least such number that is not under `value`; 0 if there is none. */
function niceCeil(value: number): number {
  const power = Number(`1e${Math.floor(Math.log10(value))}`);
  if (!(power > 0)) return 0;
  const lead = value / power;
  return (lead <= 1 ? 1 : lead <= 2 ? 2 : lead <= 5 ? 5 : 10) * power;
}

/** Digits that a number may have; more are what rounding leaves. */
const mostDigits = 15;

/**
 * Round numbers from `least` to `largest`, at most `most` of them or a few more (and at least the two ends of a short
 * range). Where numbers so close have no rounder ones between them, the two ends alone.
 */
export function linearTicks(least: number, largest: number, most: number): readonly number[] {
  if (!(largest > least)) return Number.isFinite(least) ? [least] : [];
  const span = largest - least;
  const step = niceCeil(span / Math.max(1, most - 1));
  const first = Math.ceil(least / step - 1e-9);
  // Beside a large offset a step may be less than the offset's last digit; beyond 2^53 steps cannot be counted.
  if (!Number.isFinite(span) || !(step > 0) || Math.abs(first) > 10 ** (mostDigits - 1))
    return [least, largest];
  const count = Math.floor((largest - first * step) / step + 1e-9) + 1;
  const ticks = Array.from({ length: count }, (_, k) =>
    Number(((first + k) * step).toPrecision(mostDigits - 1)),
  );
  return [...new Set(ticks)];
}

/** Room that a count needs on an axis in the size of our charts' labels, in pixels: its digits and a gap. */
const countRoom = (count: number): number => Math.max(56, 7 * formatCount(count).length + 14);

/** Round counts from 0 to `largest`, as many as stand beside one another in `width` pixels, but three if they are short. */
export const countTicks = (largest: number, width: number): readonly number[] =>
  linearTicks(0, largest, Math.max(3, Math.floor(width / countRoom(largest))));

/**
 * Powers of ten within a range, every second, third … one where there are too many; where there are too few, also 5, 2 and
 * then other digits, no two closer than `most` evenly spaced ones would be.
 */
export function logTicks(least: number, largest: number, most: number): readonly number[] {
  const [low, high] = [Math.log10(least), Math.log10(largest)];
  const first = Math.ceil(low - 1e-9);
  const last = Math.floor(high + 1e-9);
  const room = Math.max(2, most);
  if (last - first >= 1) {
    // Counted from 10⁰, so that 1 stays a tick where it is in the range.
    const every = Math.ceil((last - first + 1) / room);
    return Array.from({ length: last - first + 1 }, (_, k) => first + k)
      .filter((exponent) => exponent % every === 0)
      .map((exponent) => Number(`1e${exponent}`));
  }
  const ticks: number[] = [];
  for (let exponent = Math.floor(low); exponent <= last + 1; exponent++)
    for (const lead of [1, 2, 3, 4, 5]) {
      const tick = Number(`${lead}e${exponent}`);
      if (tick >= least * (1 - 1e-9) && tick <= largest * (1 + 1e-9)) ticks.push(tick);
    }
  // Powers of ten first, then 5 and 2, then the rest, as far as there is room beside those that are there.
  const gap = (high - low) / (room - 1);
  const worth = (tick: number): number => {
    const lead = Number(tick.toExponential()[0]);
    return lead === 1 ? 0 : lead === 5 ? 1 : lead === 2 ? 2 : 3;
  };
  const kept: number[] = [];
  for (const tick of ticks.toSorted((a, b) => worth(a) - worth(b)))
    if (kept.every((other) => Math.abs(Math.log10(tick / other)) >= gap * 0.999)) kept.push(tick);
  return kept.sort((a, b) => a - b);
}

/** "100", "1", "10⁻³" at powers of ten; "0.5", "3" between them. */
export function logTickLabel(value: number): string {
  const exponent = Math.round(Math.log10(value));
  const isPower = Math.abs(value / 10 ** exponent - 1) < 1e-9;
  if (isPower && (exponent < 0 || exponent > 3)) return powerOfTen(exponent);
  return value >= 1 ? formatCount(value) : formatNumber(value, 1);
}

/** As short as the value allows: "0", "0.25", "1,500". */
export const linearTickLabel = (value: number, digits = 6): string => {
  if (value === 0) return "0";
  const size = Math.abs(value);
  // Six digits are enough for a number that stands alone, two for a power of ten; further ones tell neighbours apart.
  return size >= 1e-3 && (size < 1e6 || (digits > 6 && size < 1e9))
    ? Number(value.toPrecision(digits)).toLocaleString("en-US", { maximumFractionDigits: digits })
    : formatNumber(value, digits - 3);
};

/** Labels of ticks side by side: as short as each allows, with more digits where two would read alike. */
export function tickLabels(ticks: readonly number[]): readonly string[] {
  const different = new Set(ticks).size;
  for (let digits = 6; digits <= mostDigits; digits++) {
    const labels = ticks.map((tick) => linearTickLabel(tick, digits).replace("-", "−"));
    if (new Set(labels).size === different || digits === mostDigits) return labels;
  }
  return [];
}

/**
 * Where labels stand that would like to stand at `wanted` but must keep `gap` between them, all within [least,
 * largest] if there is room. Order is kept; labels that touch move apart about their common middle.
 */
export function spreadLabels(
  wanted: readonly number[],
  gap: number,
  least: number,
  largest: number,
): readonly number[] {
  const order = wanted.map((_, k) => k).sort((a, b) => (wanted[a] as number) - (wanted[b] as number));
  // Groups of touching labels: sum of (wanted − place in the group) and size give the group's best start.
  const groups: { sum: number; size: number }[] = [];
  const start = ({ sum, size }: { sum: number; size: number }) =>
    Math.max(least, Math.min(sum / size, largest - (size - 1) * gap));
  for (const k of order) {
    let group = { sum: wanted[k] as number, size: 1 };
    for (;;) {
      const before = groups.at(-1);
      if (!before || start(before) + before.size * gap <= start(group)) break;
      groups.pop();
      group = {
        sum: before.sum + group.sum - before.size * group.size * gap,
        size: before.size + group.size,
      };
    }
    groups.push(group);
  }
  const places = new Array<number>(wanted.length);
  let next = 0;
  for (const group of groups)
    for (let j = 0; j < group.size; j++) places[order[next++] as number] = start(group) + j * gap;
  return places;
}
