/** Pieces of an SVG document as text. */

/** In CSS pixels of the window. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

const named: { readonly [character: string]: string } = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
};

/** Text or an attribute's value; characters that XML has none of are left out. */
export const escaped = (text: string): string =>
  text
    .replace(/[&<>"]/g, (character) => named[character] ?? character)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what XML does not allow
    .replace(/[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, "");

/** Hundredths of a pixel. */
export const pixels = (value: number): string => String(Math.round(value * 100) / 100);

export type Attributes = { readonly [name: string]: string | number | null | undefined };

export function tag(name: string, attributes: Attributes, content = ""): string {
  const written = Object.entries(attributes).flatMap(([key, value]) =>
    value === null || value === undefined
      ? []
      : [` ${key}="${typeof value === "number" ? pixels(value) : escaped(value)}"`],
  );
  return content === ""
    ? `<${name}${written.join("")}/>`
    : `<${name}${written.join("")}>${content}</${name}>`;
}

export const intersects = (a: Box, b: Box): boolean =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

export const common = (a: Box, b: Box): Box => ({
  left: Math.max(a.left, b.left),
  top: Math.max(a.top, b.top),
  right: Math.min(a.right, b.right),
  bottom: Math.min(a.bottom, b.bottom),
});

/** A colour that every program reads: "#0072b2", and how opaque it is. */
export interface Paint {
  readonly colour: string;
  readonly opacity: number;
}

const channel = (value: number): string =>
  Math.round(Math.min(255, Math.max(0, value)))
    .toString(16)
    .padStart(2, "0");

/** Of a computed colour; null where nothing is painted. Browsers write rgb(), rgba() and, of mixed colours, color(srgb …). */
export function paintOf(computed: string): Paint | null {
  const found = /^(rgba?|color)\(\s*(?:srgb\s+)?([^)]*)\)$/.exec(computed.trim());
  if (!found) return /^#[0-9a-f]{6}$/i.test(computed) ? { colour: computed, opacity: 1 } : null;
  const scale = found[1] === "color" ? 255 : 1;
  const [r = 0, g = 0, b = 0, a = 1] = (found[2] ?? "")
    .split(/[\s,/]+/)
    .filter((part) => part !== "")
    .map((part, k) =>
      part.endsWith("%") ? (Number.parseFloat(part) / 100) * (k < 3 ? 255 / scale : 1) : Number(part),
    );
  if (![r, g, b, a].every(Number.isFinite) || a <= 0) return null;
  return { colour: `#${[r, g, b].map((value) => channel(value * scale)).join("")}`, opacity: a };
}

/** A paint as two attributes of the property "fill" or "stroke". */
export const painted = (property: "fill" | "stroke", paint: Paint | null): Attributes =>
  paint === null
    ? { [property]: "none" }
    : {
        [property]: paint.colour,
        [`${property}-opacity`]: paint.opacity < 1 ? String(Number(paint.opacity.toFixed(3))) : null,
      };
