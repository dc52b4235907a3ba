/** An SVG of the page as a part of a picture: the same shapes, with the look that CSS has given them. */
import { type Attributes, type Box, escaped, painted, paintOf, tag } from "./markup.ts";
import type { Scene } from "./scene.ts";
import { fontOf } from "./texts.ts";

/** Of the page, and of no use in a picture. */
const ofPage = /^(?:class|style|id|role|tabindex|xmlns|focusable|on\w+|aria-.*|data-.*)$/;
/** Said by CSS as it is computed. */
const looks = new Set([
  ...["fill", "stroke", "opacity", "color", "font", "visibility", "display", "cursor", "pointer-events"],
  ...["clip-path", "mask", "marker-start", "marker-mid", "marker-end", "paint-order", "transform"],
]);
const isLook = (name: string): boolean =>
  looks.has(name) || /^(?:fill|stroke|font|text-anchor|dominant-baseline)/.test(name);
/** What other shapes refer to: it has no look of its own. */
const referred = new Set([
  ...["defs", "clipPath", "mask", "linearGradient", "radialGradient", "pattern", "marker", "stop"],
]);
const drawn = new Set([
  "path",
  "rect",
  "circle",
  "ellipse",
  "line",
  "polyline",
  "polygon",
  "text",
  "tspan",
  "use",
]);
const texts = new Set(["text", "tspan"]);

interface Copying {
  readonly prefix: string;
}

const idOf = (prefix: string, id: string): string => prefix + id.replace(/[^\w-]/g, "");
const reference = (prefix: string, value: string): string | null => {
  const id = /url\(["']?[^#)]*#([^"')]+)["']?\)/.exec(value)?.[1];
  return id === undefined ? null : `url(#${idOf(prefix, id)})`;
};

const unless = (value: string, initial: string): string | null =>
  value === initial || value === "" ? null : value.replace(/(\d)px\b/g, "$1");

function paintAttributes(
  prefix: string,
  property: "fill" | "stroke",
  style: CSSStyleDeclaration,
): Attributes {
  const value = style.getPropertyValue(property);
  const to = reference(prefix, value);
  if (to !== null) return { [property]: to };
  const paint = paintOf(value);
  const own = Number.parseFloat(style.getPropertyValue(`${property}-opacity`));
  return painted(property, paint && { ...paint, opacity: paint.opacity * (Number.isFinite(own) ? own : 1) });
}

function strokeAttributes(prefix: string, style: CSSStyleDeclaration): Attributes {
  const stroke = paintAttributes(prefix, "stroke", style);
  if (stroke.stroke === "none") return {};
  return {
    ...stroke,
    "stroke-width": unless(style.strokeWidth, "1px"),
    "stroke-dasharray": unless(style.strokeDasharray, "none"),
    "stroke-dashoffset": unless(style.strokeDashoffset, "0px"),
    "stroke-linecap": unless(style.strokeLinecap, "butt"),
    "stroke-linejoin": unless(style.strokeLinejoin, "miter"),
    "paint-order": unless(style.paintOrder, "normal"),
  };
}

/** CSS may turn and move a shape, around a point of its own. */
function transformOf(element: Element, style: CSSStyleDeclaration): string | null {
  const written = element.getAttribute("transform");
  if (written !== null) return written;
  if (style.transform === "none" || style.transform === "") return null;
  const [x = 0, y = 0] = style.transformOrigin.split(" ").map((part) => Number.parseFloat(part) || 0);
  return `translate(${x} ${y}) ${style.transform} translate(${-x} ${-y})`;
}

function lookOf(element: Element, style: CSSStyleDeclaration, prefix: string): Attributes {
  const opacity = unless(style.opacity, "1");
  const shared: Attributes = {
    opacity,
    transform: transformOf(element, style),
    "clip-path": reference(prefix, style.clipPath),
    mask: reference(prefix, style.getPropertyValue("mask") || style.getPropertyValue("mask-image")),
  };
  if (!drawn.has(element.localName)) return shared;
  return {
    ...shared,
    ...paintAttributes(prefix, "fill", style),
    ...strokeAttributes(prefix, style),
    "marker-end": reference(prefix, style.markerEnd),
    "marker-start": reference(prefix, style.markerStart),
    ...(texts.has(element.localName) && {
      ...fontOf(style),
      "text-anchor": unless(style.textAnchor, "start"),
      "dominant-baseline": unless(style.dominantBaseline, "auto"),
    }),
  };
}

/** Something that is only there to be pressed. */
const isSeen = ({ fill, stroke }: Attributes): boolean => fill !== "none" || (stroke ?? "none") !== "none";

function copied(element: Element, { prefix }: Copying, isReferred: boolean): string {
  const style = getComputedStyle(element);
  const inside = isReferred || referred.has(element.localName);
  if (!inside && (style.display === "none" || style.visibility === "hidden" || style.opacity === "0"))
    return "";
  const attributes: { [name: string]: string | number | null | undefined } = {};
  for (const { name, value } of element.attributes)
    if (!ofPage.test(name) && (inside ? name !== "clip-path" : !isLook(name)))
      attributes[name] = value.startsWith("url(") ? reference(prefix, value) : value;
  if (element.id) attributes.id = idOf(prefix, element.id);
  if (attributes.href?.toString().startsWith("#"))
    attributes.href = `#${idOf(prefix, String(attributes.href).slice(1))}`;
  const look = inside ? stopLook(element, style) : lookOf(element, style, prefix);
  if (!inside && drawn.has(element.localName) && !texts.has(element.localName) && !isSeen(look)) return "";
  const content = [...element.childNodes].map((child) => {
    if (child instanceof Element) return child.localName === "title" ? "" : copied(child, { prefix }, inside);
    return child instanceof Text && texts.has(element.localName) ? escaped(child.data) : "";
  });
  const isGroup = element.localName === "g" || element.localName === "text";
  if (isGroup && content.join("") === "") return "";
  return tag(element.localName, { ...attributes, ...look, ...lengthOf(element) }, content.join(""));
}

/** The room that a text takes, for programs that have another font. */
function lengthOf(element: Element): Attributes {
  if (!(element instanceof SVGTextElement) || element.childElementCount > 0) return {};
  const wide = element.getComputedTextLength();
  if (!(wide > 0) || (element.textContent ?? "").length < 2) return {};
  return { textLength: wide, lengthAdjust: "spacingAndGlyphs" };
}

/** Colours of a gradient come from CSS too. */
const stopLook = (element: Element, style: CSSStyleDeclaration): Attributes =>
  element.localName === "stop"
    ? {
        "stop-color": paintOf(style.stopColor)?.colour ?? null,
        "stop-opacity": unless(style.stopOpacity, "1"),
      }
    : {};

/** A whole SVG at its place. */
export function paintShapes(scene: Scene, svg: SVGSVGElement, box: Box): void {
  const prefix = scene.prefix();
  const content = [...svg.children]
    .filter(({ localName }) => localName !== "title" && localName !== "desc")
    .map((child) => copied(child, { prefix }, false))
    .join("");
  if (content === "") return;
  scene.cover(box);
  const { overflow } = getComputedStyle(svg);
  scene.add(
    tag(
      "svg",
      {
        ...scene.place(box),
        width: box.right - box.left,
        height: box.bottom - box.top,
        viewBox: svg.getAttribute("viewBox"),
        preserveAspectRatio: svg.getAttribute("preserveAspectRatio"),
        overflow: overflow === "visible" ? "visible" : null,
      },
      content,
    ),
  );
}
