/** What CSS paints of an element itself: its background and its borders. */

import { type Attributes, type Box, type Paint, painted, paintOf, tag } from "./markup.ts";
import type { Scene } from "./scene.ts";

const length = (computed: string): number => Number.parseFloat(computed) || 0;

function radiusOf(style: CSSStyleDeclaration, width: number, height: number): number {
  const written = style.borderTopLeftRadius.split(" ")[0] ?? "0";
  const radius = written.endsWith("%") ? (length(written) / 100) * width : length(written);
  return Math.min(radius, width / 2, height / 2);
}

/** Parts of a list at its commas, those in parentheses left alone. */
function partsOf(list: string): string[] {
  const parts = [""];
  let depth = 0;
  for (const character of list) {
    if (character === "(") depth++;
    if (character === ")") depth--;
    if (character === "," && depth === 0) parts.push("");
    else parts[parts.length - 1] += character;
  }
  return parts.map((part) => part.trim());
}

const sides: { readonly [to: string]: number } = {
  "to top": 0,
  "to right": 90,
  "to bottom": 180,
  "to left": 270,
};

interface Stop {
  readonly paint: Paint;
  /** "40%", "1px"; empty where it is spread evenly. */
  readonly at: string;
}

interface Gradient {
  /** Degrees clockwise from upwards, as CSS counts them. */
  readonly angle: number;
  readonly stops: readonly Stop[];
  readonly repeats: boolean;
}

const clear: Paint = { colour: "#000000", opacity: 0 };

/** The one gradient of a background; null where it is none, or several. */
export function gradientOf(backgroundImage: string): Gradient | null {
  const found = /^(repeating-)?linear-gradient\((.*)\)$/s.exec(backgroundImage.trim());
  if (!found || partsOf(backgroundImage).length > 1) return null;
  const parts = partsOf(found[2] ?? "");
  const first = parts[0] ?? "";
  const isAngle = first in sides || /^-?[\d.]+deg$/.test(first);
  const angle = isAngle ? (sides[first] ?? Number.parseFloat(first)) : 180;
  const stops = parts.slice(isAngle ? 1 : 0).flatMap((part): Stop[] => {
    const colour = /^(?:[a-z]+\([^)]*\)|#[0-9a-f]+|[a-z]+)/i.exec(part)?.[0] ?? "";
    const places = part.slice(colour.length).trim().split(/\s+/);
    const paint = paintOf(colour) ?? clear;
    return places.map((at) => ({ paint, at }));
  });
  return { angle, stops, repeats: found[1] !== undefined };
}

/** A hatching of stripes of one colour, as a pattern; others do not repeat here. */
function hatching({ angle, stops }: Gradient): (id: string) => string {
  const stripe = stops.find(({ paint }) => paint.opacity > 0) ?? stops[0];
  const period = Math.max(1, length(stops.at(-1)?.at ?? ""));
  const wide = Math.max(
    0.5,
    ...stops.filter((one) => one.paint === stripe?.paint).map(({ at }) => length(at)),
  );
  return (id) =>
    tag(
      "pattern",
      {
        id,
        width: period,
        height: period,
        patternUnits: "userSpaceOnUse",
        patternTransform: `rotate(${angle - 90})`,
      },
      tag("rect", { width: wide, height: period, ...painted("fill", stripe?.paint ?? null) }),
    );
}

function shading({ angle, stops }: Gradient): (id: string) => string {
  const turn = (angle * Math.PI) / 180;
  const [dx, dy] = [Math.sin(turn) / 2, -Math.cos(turn) / 2];
  const last = Math.max(1, stops.length - 1);
  const content = stops.map(({ paint, at }, k) =>
    tag("stop", {
      offset: at.endsWith("%") ? at : `${(100 * k) / last}%`,
      "stop-color": paint.colour,
      "stop-opacity": paint.opacity < 1 ? String(paint.opacity) : null,
    }),
  );
  const ends = { x1: 0.5 - dx, y1: 0.5 - dy, x2: 0.5 + dx, y2: 0.5 + dy };
  return (id) => tag("linearGradient", { id, ...ends }, content.join(""));
}

const dashes = (style: string, width: number): string | null =>
  style === "dashed" ? `${3 * width} ${2 * width}` : style === "dotted" ? `${width} ${width}` : null;

interface Side {
  readonly width: number;
  readonly paint: Paint | null;
  readonly style: string;
}

const sideOf = (style: CSSStyleDeclaration, name: "top" | "right" | "bottom" | "left"): Side => {
  const kind = style.getPropertyValue(`border-${name}-style`);
  const paint = paintOf(style.getPropertyValue(`border-${name}-color`));
  const isSeen = kind !== "none" && kind !== "hidden" && paint !== null;
  return { width: isSeen ? length(style.getPropertyValue(`border-${name}-width`)) : 0, paint, style: kind };
};

const strokeOf = ({ width, paint, style }: Side): Attributes => ({
  ...painted("stroke", paint),
  "stroke-width": width,
  "stroke-dasharray": dashes(style, width),
});

function paintBorders(scene: Scene, style: CSSStyleDeclaration, box: Box, radius: number): void {
  const all = (["top", "right", "bottom", "left"] as const).map((name) => sideOf(style, name));
  const [top, right, bottom, left] = all as [Side, Side, Side, Side];
  const isSame = all.every(
    ({ width, paint, style: kind }) =>
      width > 0 && width === top.width && paint?.colour === top.paint?.colour && kind === top.style,
  );
  const { x, y } = scene.place(box);
  const [width, height] = [box.right - box.left, box.bottom - box.top];
  if (isSame) {
    const half = top.width / 2;
    const inner = { width: width - top.width, height: height - top.width };
    if (inner.width < 0 || inner.height < 0) return;
    const rx = radius > 0 ? Math.max(0, radius - half) : null;
    scene.add(tag("rect", { x: x + half, y: y + half, ...inner, rx, fill: "none", ...strokeOf(top) }));
    return;
  }
  const line = (side: Side, x1: number, y1: number, x2: number, y2: number) => {
    if (side.width > 0)
      scene.add(tag("line", { x1: x + x1, y1: y + y1, x2: x + x2, y2: y + y2, ...strokeOf(side) }));
  };
  line(top, 0, top.width / 2, width, top.width / 2);
  line(right, width - right.width / 2, 0, width - right.width / 2, height);
  line(bottom, 0, height - bottom.width / 2, width, height - bottom.width / 2);
  line(left, left.width / 2, 0, left.width / 2, height);
}

/** The background and the borders of a box. */
export function paintBox(scene: Scene, style: CSSStyleDeclaration, box: Box): void {
  const [width, height] = [box.right - box.left, box.bottom - box.top];
  if (width <= 0 || height <= 0) {
    // A line may be all border: of a box without a height.
    if (width > 0 || height > 0) paintBorders(scene, style, box, 0);
    return;
  }
  const radius = radiusOf(style, width, height);
  const at = { ...scene.place(box), width, height, rx: radius > 0 ? radius : null };
  const background = paintOf(style.backgroundColor);
  if (background || gradientOf(style.backgroundImage)) scene.cover(box);
  if (background) scene.add(tag("rect", { ...at, ...painted("fill", background) }));
  const gradient = gradientOf(style.backgroundImage);
  if (gradient && gradient.stops.length > 0) {
    const id = scene.define(gradient.repeats ? hatching(gradient) : shading(gradient));
    scene.add(tag("rect", { ...at, fill: `url(#${id})` }));
  }
  paintBorders(scene, style, box, radius);
}

/** The box of a pseudo-element as far as CSS tells it: where it is placed, or in the middle; null where there is none. */
export function pseudoBox(element: Element, style: CSSStyleDeclaration): Box | null {
  if (style.content === "none" || style.content === "normal" || style.display === "none") return null;
  const own = element.getBoundingClientRect();
  const [width, height] = [length(style.width), length(style.height)];
  const border = (name: "top" | "bottom") => sideOf(style, name).width;
  // Computed sizes are those of the content, unless boxes are sized by their borders.
  const tall = Math.max(height, border("top") + border("bottom"));
  if (style.position !== "absolute") {
    if (width === 0 || height === 0) return null;
    const [left, top] = [(own.left + own.right - width) / 2, (own.top + own.bottom - height) / 2];
    return { left, top, right: left + width, bottom: top + height };
  }
  if (getComputedStyle(element).position === "static") return null;
  const [left, top] = [own.left + length(style.left), own.top + length(style.top)];
  return { left, top, right: left + width, bottom: top + tall };
}
