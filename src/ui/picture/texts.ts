/** Texts of a page as texts of a picture, each line where the browser has put it. */
import { type Attributes, type Box, escaped, intersects, painted, paintOf, tag } from "./markup.ts";
import type { Scene } from "./scene.ts";

/** Nothing to see: blanks of all kinds, and what has no width. */
const blank = /^[\s\u200b-\u200f\u2060-\u2064\ufeff]*$/;

/** A single letter of a formula is written in italics, which are characters of their own. */
export function mathItalic(letter: string): string {
  const code = letter.codePointAt(0) ?? 0;
  if (letter === "h") return "ℎ";
  if (code >= 0x41 && code <= 0x5a) return String.fromCodePoint(0x1d434 + code - 0x41);
  if (code >= 0x61 && code <= 0x7a) return String.fromCodePoint(0x1d44e + code - 0x61);
  if (code >= 0x3b1 && code <= 0x3c9) return String.fromCodePoint(0x1d6fc + code - 0x3b1);
  return letter;
}

const isItalic = (parent: Element, text: string): boolean =>
  parent.localName === "mi" && [...text].length === 1 && parent.getAttribute("mathvariant") !== "normal";

const cased: { readonly [transform: string]: (text: string) => string } = {
  uppercase: (text) => text.toUpperCase(),
  lowercase: (text) => text.toLowerCase(),
};

/** A line of a text, and where it stands. */
interface Line {
  readonly text: string;
  readonly box: Box;
}

const around = (boxes: readonly Box[]): Box => ({
  left: Math.min(...boxes.map(({ left }) => left)),
  top: Math.min(...boxes.map(({ top }) => top)),
  right: Math.max(...boxes.map(({ right }) => right)),
  bottom: Math.max(...boxes.map(({ bottom }) => bottom)),
});

const isLine = (boxes: readonly Box[]): boolean => {
  const [first] = boxes;
  return (
    first !== undefined &&
    boxes.every(({ top }) => Math.abs(top - first.top) < (first.bottom - first.top) / 2)
  );
};

/** Where characters from … to−1 of a text stand; empty where they are not laid out. */
function boxesOf(range: Range, node: Text, from: number, to: number): readonly Box[] {
  range.setStart(node, from);
  range.setEnd(node, to);
  return [...range.getClientRects()].filter(({ height }) => height > 0);
}

/** The lines that the browser has broken a text into. */
function linesOf(node: Text): readonly Line[] {
  const range = document.createRange();
  // Blanks at the ends have a width or none, as the lines around them want it.
  const [before, after] = [node.data.length - node.data.trimStart().length, node.data.trimEnd().length];
  const all = boxesOf(range, node, before, after);
  if (all.length === 0) return [];
  if (isLine(all)) return [{ text: node.data.slice(before, after), box: around(all) }];
  const lines: { text: string; boxes: Box[] }[] = [];
  let from = 0;
  for (const character of node.data) {
    const [box] = boxesOf(range, node, from, from + character.length).filter(
      ({ left, right }) => right > left,
    );
    from += character.length;
    const line = lines.at(-1);
    if (!box || blank.test(character)) {
      if (line) line.text += character;
      continue;
    }
    const before = line?.boxes.at(-1);
    if (line && before && isLine([before, box])) {
      line.text += character;
      line.boxes.push(box);
    } else lines.push({ text: character, boxes: [box] });
  }
  return lines.map(({ text, boxes }) => ({ text, box: around(boxes) }));
}

/** A line that ends where its place does, with three dots, as CSS has cut it. */
function shortened(node: Text, line: Line, edge: number, dots: number): Line {
  if (line.box.right <= edge + 0.5) return line;
  const range = document.createRange();
  let text = "";
  let right = line.box.left;
  let from = 0;
  for (const character of node.data) {
    const [box] = boxesOf(range, node, from, from + character.length);
    if (box && box.right > edge - dots) break;
    from += character.length;
    text += character;
    right = box?.right ?? right;
  }
  return { text: `${text}…`, box: { ...line.box, right: right + dots } };
}

let pen: CanvasRenderingContext2D | null = null;
const metrics = new Map<
  string,
  { readonly ascent: number; readonly height: number; readonly dots: number }
>();

/** Of a font: how far its letters reach over the line, how high its line is, and how wide three dots are. */
function metricsOf(style: CSSStyleDeclaration) {
  const font = `${style.fontStyle} ${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
  const known = metrics.get(font);
  if (known) return known;
  pen ??= document.createElement("canvas").getContext("2d");
  if (!pen) return { ascent: 0.8, height: 1, dots: 0 };
  pen.font = font;
  const {
    fontBoundingBoxAscent: ascent,
    fontBoundingBoxDescent: descent,
    width: dots,
  } = pen.measureText("…");
  const made = { ascent, height: ascent + descent, dots };
  metrics.set(font, made);
  return made;
}

const unlessNormal = (value: string): string | null => (value === "normal" || value === "" ? null : value);

/** How a font is written as attributes. */
export const fontOf = (style: CSSStyleDeclaration): Attributes => ({
  "font-family": style.fontFamily.replaceAll('"', "'"),
  "font-size": Number.parseFloat(style.fontSize),
  "font-weight": style.fontWeight === "400" ? null : style.fontWeight,
  "font-style": unlessNormal(style.fontStyle),
  "letter-spacing": unlessNormal(style.letterSpacing),
  style: unlessNormal(style.fontVariantNumeric) && `font-variant-numeric:${style.fontVariantNumeric}`,
});

/**
 * Text in a box. Its width is told as well, so that it takes the same room in another font.
 * @param middle of the box in height; else the box is that of a line.
 */
export function addText(scene: Scene, style: CSSStyleDeclaration, written: string, box: Box): void {
  const keeps = style.whiteSpace.startsWith("pre") || style.whiteSpace === "break-spaces";
  const shown = (keeps ? written : written.replace(/[\s\u200b]+/g, " ")).trim();
  const fill = paintOf(style.color);
  if (blank.test(shown) || !fill) return;
  const { ascent, height } = metricsOf(style);
  const [own, wide] = [box.bottom - box.top, box.right - box.left];
  const isLeftwards = style.direction === "rtl";
  const { x, y } = scene.place({ left: isLeftwards ? box.right : box.left, top: box.top });
  scene.cover(box);
  const { style: look, ...font } = fontOf(style);
  const looks = [look, keeps ? "white-space:pre" : null].filter((part) => part !== null);
  scene.add(
    tag(
      "text",
      {
        x,
        y: y + ascent + (own - height) / 2,
        ...font,
        ...painted("fill", fill),
        style: looks.length > 0 ? looks.join(";") : null,
        direction: isLeftwards ? "rtl" : null,
        textLength: [...shown].length > 1 && wide > 0 ? wide : null,
        lengthAdjust: [...shown].length > 1 && wide > 0 ? "spacingAndGlyphs" : null,
      },
      escaped(shown),
    ),
  );
  if (style.textDecorationLine.includes("underline")) {
    const at = y + ascent + (own - height) / 2 + 2;
    scene.add(tag("line", { x1: x, x2: x + wide, y1: at, y2: at, ...painted("stroke", fill) }));
  }
}

/**
 * All lines of a text node that are seen.
 * @param edge where CSS cuts a line and sets three dots; null where it does not.
 */
export function paintText(scene: Scene, node: Text, parent: Element, clip: Box, edge: number | null): void {
  if (blank.test(node.data)) return;
  const style = getComputedStyle(parent);
  if (style.visibility !== "visible") return;
  const transform = cased[style.textTransform] ?? ((text: string) => text);
  for (const line of linesOf(node)) {
    const { text, box } = edge === null ? line : shortened(node, line, edge, metricsOf(style).dots);
    if (!intersects(box, clip)) continue;
    const own = text.trim();
    addText(scene, style, isItalic(parent, own) ? mathItalic(own) : transform(text), box);
  }
}
