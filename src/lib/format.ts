/** Numbers as a scientist would write them: three significant digits, powers of ten, thousands separated. */

const superscripts: { readonly [digit: string]: string } = {
  "-": "⁻",
  "0": "⁰",
  "1": "¹",
  "2": "²",
  "3": "³",
  "4": "⁴",
  "5": "⁵",
  "6": "⁶",
  "7": "⁷",
  "8": "⁸",
  "9": "⁹",
};

/** 10⁻¹² for −12. */
export const powerOfTen = (exponent: number): string =>
  `10${[...String(exponent)].map((digit) => superscripts[digit] ?? digit).join("")}`;

/** 1234567 → "1,234,567". */
export const formatCount = (value: number): string => Math.round(value).toLocaleString("en-US");

/** The least magnitude that float32 holds in full precision: what underflows is drawn and read out as under it. */
export const smallestNormal = 1.17549435e-38;

/**
 * Three significant digits: "1,240", "0.0427", "5.4·10⁻¹²". Under a thousandth and over a million as a power of ten
 * with two digits. NaN is "–"; what is no number at all is said, not hidden.
 */
export function formatNumber(value: number, digits = 3): string {
  if (Number.isNaN(value)) return "–";
  if (value === Number.POSITIVE_INFINITY) return "∞";
  if (value === Number.NEGATIVE_INFINITY) return "−∞";
  if (value === 0) return "0";
  const sign = value < 0 ? "−" : "";
  const magnitude = Math.abs(value);
  if (magnitude >= 1e6 || magnitude < 1e-3) {
    // Digits as the engine rounds them: dividing by a power of ten fails for the least numbers of all.
    const [written = "", exponent = ""] = magnitude.toExponential(Math.max(0, digits - 2)).split("e");
    const mantissa = Number(written);
    return `${sign}${mantissa === 1 ? "" : `${mantissa}·`}${powerOfTen(Number(exponent))}`;
  }
  const rounded = magnitude.toPrecision(digits);
  const plain = rounded.includes("e") ? String(Number(rounded)) : rounded;
  const [whole = "", fraction] = plain.split(".");
  return `${sign}${Number(whole).toLocaleString("en-US")}${fraction ? `.${fraction}` : ""}`;
}

/** A gradient norm: as formatNumber, but zero and what underflowed is "< 10⁻³⁸", never a gap. */
export const formatNorm = (value: number): string =>
  value >= 0 && value < smallestNormal ? `< ${powerOfTen(-38)}` : formatNumber(value);

/** From here on a fixed number of decimals is longer than anybody reads. */
const tooLongToFix = 1e5;

/**
 * So many decimals, so that what changes keeps its width: "0.350", "−1.20". What is large is printed as `formatNumber` does,
 * and so is what is no number.
 */
export const formatFixed = (value: number, decimals: number): string => {
  if (!(Math.abs(value) < tooLongToFix)) return formatNumber(value, Math.max(3, decimals));
  const text = Math.abs(value).toFixed(decimals);
  return value < 0 && Number(text) !== 0 ? `−${text}` : text;
};

/** Signed with two decimals, for states: "+0.18", "−0.35". Always the same width as long as it is below 100,000. */
export const formatSigned = (value: number): string => {
  if (Number.isNaN(value)) return "–";
  const size = formatFixed(Math.abs(value), 2);
  return `${value < 0 && Number(size) !== 0 ? "−" : "+"}${size}`;
};

/** "0.8 s", "42 s", "3 min 20 s", "2 h 5 min". */
export function formatSeconds(seconds: number): string {
  if (!Number.isFinite(seconds)) return "–";
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 100) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  if (seconds < 600) return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
  return minutes < 100 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** With the prefix that leaves one to three digits before the point, two digits in all: "38 MFLOP", "2.1 MB", "850 B". */
export function formatPrefixed(value: number, unit: string): string {
  if (!Number.isFinite(value)) return `– ${unit}`;
  const rounded = Number(value.toPrecision(2));
  const thousands = rounded < 1 ? 0 : Math.min(4, Math.floor(Math.log10(rounded) / 3 + 1e-9));
  const digits = Number((rounded / 1000 ** thousands).toPrecision(2));
  return `${digits} ${["", "k", "M", "G", "T"][thousands]}${unit}`;
}

/** A duration that is known roughly: "25 s", "3 min", "1.5 h", "40 h", "4 days". */
export function formatAbout(seconds: number): string {
  if (!Number.isFinite(seconds)) return "–";
  if (seconds < 10) return `${Math.max(1, Math.round(seconds))} s`;
  if (seconds < 87.5) return `${5 * Math.round(seconds / 5)} s`;
  const minutes = seconds / 60;
  if (minutes < 89.5) return `${Math.round(minutes)} min`;
  const hours = minutes / 60;
  if (hours < 47.5) return `${hours < 9.75 ? Math.round(2 * hours) / 2 : Math.round(hours)} h`;
  return `${formatCount(hours / 24)} days`;
}
