/**
 * A part of the page as an SVG that stands alone, as it is on the screen: shapes stay shapes, texts stay texts, canvases become images. It
 * holds no piece of HTML, which vector programs do not open.
 */
import { paintBox, pseudoBox } from "./boxes.ts";
import { type Box, common, escaped, intersects, painted, paintOf, tag } from "./markup.ts";
import { createScene, type Scene } from "./scene.ts";
import { paintShapes } from "./shapes.ts";
import { addText, paintText } from "./texts.ts";

export interface PictureOptions {
  readonly title: string;
  /** What it shows, in a sentence. */
  readonly description: string;
  /** The address that it comes from. */
  readonly source: string;
  /** The line under the picture: at its left end, and at its right. */
  readonly caption: readonly [string, string];
  /** What does not belong to the picture, such as buttons. */
  leavesOut(element: Element): boolean;
}

export interface Picture {
  readonly svg: string;
  /** In CSS pixels. */
  readonly width: number;
  readonly height: number;
}

/** Around what is shown, in pixels, and the height of the caption. */
const padding = 16;
const captionHeight = 22;
/** Pixels of an image for each CSS pixel, at least. */
const resolution = 2;

/** Beside its own box, text of an element is hidden from the eye by these. */
function isHidden(style: CSSStyleDeclaration, box: Box): boolean {
  if (style.display === "none" || style.opacity === "0") return true;
  if (style.clipPath.startsWith("inset(50%")) return true;
  return style.position === "absolute" && box.right - box.left <= 1 && style.overflow === "hidden";
}

/** Cells of a heat map are one pixel each, and most programs would blur them: as large here as on a fine screen. */
function imageOf(canvas: HTMLCanvasElement, style: CSSStyleDeclaration, box: Box): string {
  const [width, height] = [box.right - box.left, box.bottom - box.top].map((size) =>
    Math.round(size * resolution),
  ) as [number, number];
  const isCells = style.imageRendering === "pixelated" || style.imageRendering === "crisp-edges";
  if (!isCells || (canvas.width >= width && canvas.height >= height)) return canvas.toDataURL();
  const large = document.createElement("canvas");
  large.width = Math.max(width, canvas.width);
  large.height = Math.max(height, canvas.height);
  const context = large.getContext("2d");
  if (!context) return canvas.toDataURL();
  context.imageSmoothingEnabled = false;
  context.drawImage(canvas, 0, 0, large.width, large.height);
  return large.toDataURL();
}

function paintCanvas(scene: Scene, canvas: HTMLCanvasElement, style: CSSStyleDeclaration, box: Box): void {
  if (canvas.width === 0 || canvas.height === 0) return;
  scene.cover(box);
  scene.add(
    tag("image", {
      ...scene.place(box),
      width: box.right - box.left,
      height: box.bottom - box.top,
      preserveAspectRatio: "none",
      href: imageOf(canvas, style, box),
    }),
  );
}

/** What a control says that shows a value: the choice of a menu, a number. */
function paintControl(scene: Scene, control: Element, style: CSSStyleDeclaration, box: Box): void {
  const value =
    control instanceof HTMLSelectElement
      ? (control.selectedOptions[0]?.text ?? "")
      : control instanceof HTMLInputElement && control.type === "number"
        ? control.value
        : "";
  if (value === "") return;
  const left = box.left + (Number.parseFloat(style.paddingLeft) || 0);
  addText(scene, style, value, { left, top: box.top, right: left, bottom: box.bottom });
}

const order = (element: Element): number => {
  const { position, zIndex } = getComputedStyle(element);
  if (position === "static") return 0;
  return Number.parseInt(zIndex, 10) || 0.5;
};

interface Around {
  /** What is seen at all. */
  readonly clip: Box;
  /** Where a line is cut, with three dots. */
  readonly edge: number | null;
}

const isControl = (element: Element): boolean =>
  element instanceof HTMLSelectElement ||
  element instanceof HTMLInputElement ||
  element instanceof HTMLTextAreaElement;

function paint(scene: Scene, element: Element, around: Around, options: PictureOptions): void {
  if (options.leavesOut(element)) return;
  const style = getComputedStyle(element);
  const box = element.getBoundingClientRect();
  if (isHidden(style, box)) return;
  const content = () => {
    if (style.visibility === "visible" && intersects(box, around.clip)) {
      if (element instanceof SVGSVGElement) return paintShapes(scene, element, box);
      if (style.display !== "contents") paintBox(scene, style, box);
      if (element instanceof HTMLCanvasElement) return paintCanvas(scene, element, style, box);
      if (isControl(element)) return paintControl(scene, element, style, box);
      paintPseudo(scene, element, "::before");
    } else if (element instanceof SVGSVGElement || element instanceof HTMLCanvasElement) return;
    paintContent(scene, element, style, box, around, options);
    if (style.visibility === "visible") paintPseudo(scene, element, "::after");
  };
  const opacity = Number.parseFloat(style.opacity);
  if (opacity < 1) scene.faded(opacity, content);
  else content();
}

function paintPseudo(scene: Scene, element: Element, which: "::before" | "::after"): void {
  const style = getComputedStyle(element, which);
  const box = pseudoBox(element, style);
  if (box) paintBox(scene, style, box);
}

function paintContent(
  scene: Scene,
  element: Element,
  style: CSSStyleDeclaration,
  box: DOMRect,
  { clip, edge }: Around,
  options: PictureOptions,
): void {
  const isClipped =
    style.overflowX !== "visible" && style.display !== "inline" && style.display !== "contents";
  const inner: Around = {
    clip: isClipped ? common(clip, box) : clip,
    edge:
      isClipped && style.textOverflow === "ellipsis"
        ? box.right - (Number.parseFloat(style.paddingRight) || 0)
        : isClipped
          ? null
          : edge,
  };
  const children = () => {
    const nodes = [...element.childNodes].map((node) => ({
      node,
      z: node instanceof Element ? order(node) : 0,
    }));
    // What is placed stands over what is not, as on the page.
    for (const { node } of nodes.sort((a, b) => a.z - b.z))
      if (node instanceof Text) paintText(scene, node, element, inner.clip, inner.edge);
      else if (node instanceof Element) paint(scene, node, inner, options);
  };
  const reachesOut =
    element.scrollWidth > element.clientWidth ||
    element.scrollHeight > element.clientHeight ||
    // Shapes that stand out of their SVG do not count as its size.
    element.querySelector("svg") !== null;
  if (isClipped && reachesOut) scene.clipped(box, children);
  else children();
}

function paintCaption(
  scene: Scene,
  width: number,
  top: number,
  [left, right]: PictureOptions["caption"],
): void {
  const style = getComputedStyle(document.body);
  const font = { "font-family": style.fontFamily.replaceAll('"', "'"), "font-size": 11 };
  const fill = painted("fill", paintOf(style.color));
  const pen = document.createElement("canvas").getContext("2d");
  if (pen) pen.font = `11px ${style.fontFamily}`;
  const wide = (text: string) => pen?.measureText(text).width ?? 6 * text.length;
  const room = width - 2 * padding - wide(right) - 12;
  let shown = left;
  while (shown.length > 1 && wide(shown) > room) shown = `${shown.slice(0, -2).trimEnd()}…`;
  scene.add(tag("text", { x: padding, y: top, ...font, ...fill, opacity: "0.7" }, escaped(shown)));
  scene.add(
    tag(
      "text",
      { x: width - padding, y: top, "text-anchor": "end", ...font, ...fill, opacity: "0.7" },
      escaped(right),
    ),
  );
}

export function svgOf(root: Element, options: PictureOptions): Picture {
  const box = root.getBoundingClientRect();
  const origin = { left: box.left - padding, top: box.top - padding };
  const width = Math.ceil(box.width + 2 * padding);
  const scene = createScene(origin);
  // Marks at the ends of an axis stand a little outside of their panel.
  const clip = {
    left: box.left - padding,
    right: box.right + padding,
    top: box.top - padding,
    bottom: box.bottom + padding,
  };
  paint(scene, root, { clip, edge: null }, options);
  // A panel may have much more room than it needs.
  const bottom = Math.min(box.bottom, Math.max(box.top, scene.lowest));
  const height = Math.ceil(bottom - box.top + 2 * padding + captionHeight);
  paintCaption(scene, width, height - 12, options.caption);
  const page = paintOf(getComputedStyle(document.documentElement).backgroundColor);
  const paper = painted("fill", page ?? { colour: "#ffffff", opacity: 1 });
  const svg = tag(
    "svg",
    { xmlns: "http://www.w3.org/2000/svg", width, height, viewBox: `0 0 ${width} ${height}`, role: "img" },
    [
      tag("title", {}, escaped(options.title)),
      tag("desc", {}, escaped(options.description)),
      tag(
        "metadata",
        {},
        tag("source", { xmlns: "http://purl.org/dc/elements/1.1/" }, escaped(options.source)),
      ),
      ...(scene.definitions.length > 0 ? [tag("defs", {}, scene.definitions.join("\n"))] : []),
      tag("rect", { width, height, ...paper }),
      ...scene.parts,
    ].join("\n"),
  );
  return { svg, width, height };
}
