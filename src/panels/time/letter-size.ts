/**
 * Letters of a strip keep to their steps in any font. A monospaced font that lacks a sign (↵, ␣) borrows it from
 * another one, where it may be twice as wide as a step.
 */

/** Of plain letters, px: `.tt-letter[data-emphasis="plain"]`. */
export const letterSize = 13;

let context: CanvasRenderingContext2D | null | undefined;
const widths = new Map<string, number>();

/** Width of a letter in the page's monospaced font, px; as wide as most such fonts make it where nothing is drawn. */
function letterWidth(letter: string): number {
  const family = getComputedStyle(document.documentElement).getPropertyValue("--mono").trim() || "monospace";
  const key = `${family} ${letter}`;
  const known = widths.get(key);
  if (known !== undefined) return known;
  context ??= document.createElement("canvas").getContext("2d");
  if (!context) return 0.6 * letterSize;
  context.font = `${letterSize}px ${family}`;
  const { width } = context.measureText(letter);
  widths.set(key, width);
  return width;
}

/** The size of type, px, at which a letter stands inside of its step of `cell` px. */
export const fittingSize = (cell: number, width: number): number =>
  width <= cell ? letterSize : Math.floor((10 * letterSize * cell) / width) / 10;

/** The size of type for a letter that is too wide for its step; undefined where it needs none. */
export const sizeOfLetter = (letter: string, cell: number): number | undefined => {
  const size = fittingSize(cell, letterWidth(letter));
  return size < letterSize ? size : undefined;
};
