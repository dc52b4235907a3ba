import { shareOf } from "../../lib/share-of.ts";
import { markPath } from "../../ui/lane-mark.tsx";
import { centreOf, columnOf, type Geometry } from "./geometry.ts";
import type { StepValues } from "./picture.ts";

/** Room around the plot for marks that sit on its edges. */
export const overhang = 8;

export interface Ink {
  readonly lanes: readonly string[];
  readonly ink: string;
  readonly page: string;
  readonly base: string;
  readonly grid: string;
  readonly rule: string;
  readonly quiet: string;
}

export function inkOf(element: Element): Ink {
  const style = getComputedStyle(element);
  const get = (name: string) => style.getPropertyValue(name).trim();
  return {
    lanes: ["--lane1", "--lane2", "--lane3", "--lane4"].map(get),
    ink: get("--ink"),
    page: get("--bg"),
    base: get("--base"),
    grid: get("--hair2"),
    rule: get("--hair"),
    quiet: get("--g2"),
  };
}

/** An empty canvas of plot size and overhang, its origin at the plot's upper left corner, in CSS pixels. */
export function clear(canvas: HTMLCanvasElement, { plot, pixelRatio }: Geometry, height: number) {
  const width = Math.round((plot + 2 * overhang) * pixelRatio);
  const tall = Math.round((height + 2 * overhang) * pixelRatio);
  if (canvas.width !== width || canvas.height !== tall) {
    canvas.width = width;
    canvas.height = tall;
  }
  const context = canvas.getContext("2d");
  context?.setTransform(1, 0, 0, 1, 0, 0);
  context?.clearRect(0, 0, width, tall);
  context?.setTransform(pixelRatio, 0, 0, pixelRatio, overhang * pixelRatio, overhang * pixelRatio);
  return context;
}

/** A horizontal rule over the plot, on whole pixels. */
export function rule(
  context: CanvasRenderingContext2D,
  geometry: Geometry,
  y: number,
  colour: string,
  dash: readonly number[] = [],
): void {
  const at = Math.round(y * geometry.pixelRatio) / geometry.pixelRatio;
  context.save();
  context.setLineDash([...dash]);
  context.strokeStyle = colour;
  context.lineWidth = 1;
  context.beginPath();
  context.moveTo(0, at + 0.5 / geometry.pixelRatio);
  context.lineTo(geometry.plot, at + 0.5 / geometry.pixelRatio);
  context.stroke();
  context.restore();
}

/** Time is discrete: a value is a horizontal stroke over its step, joined to the next. NaN interrupts. */
export function stepLine(
  context: CanvasRenderingContext2D,
  geometry: Geometry,
  values: StepValues,
  y: (value: number) => number,
  colour: string,
  width: number,
  dash: readonly number[] = [],
): void {
  context.save();
  context.setLineDash([...dash]);
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.lineJoin = "round";
  context.beginPath();
  let isDown = false;
  for (let column = 0; column < geometry.columns; column++) {
    const at = y(largestOf(values, geometry, column));
    const x = column * geometry.cell;
    if (Number.isNaN(at)) {
      isDown = false;
      continue;
    }
    if (isDown) context.lineTo(x, at);
    else context.moveTo(x, at);
    context.lineTo(x + geometry.cell, at);
    isDown = true;
  }
  context.stroke();
  context.restore();
}

/** The value of largest magnitude among the steps of a column; NaN where there are no values. */
export function largestOf(values: StepValues, { bin, steps }: Geometry, column: number): number {
  let largest = Number.NaN;
  for (let t = column * bin; t < Math.min(steps, (column + 1) * bin); t++) {
    const value = values[t] ?? Number.NaN;
    if (Number.isNaN(largest) || Math.abs(value) > Math.abs(largest)) largest = value;
  }
  return largest;
}

export function mark(
  context: CanvasRenderingContext2D,
  geometry: Geometry,
  ink: Ink,
  lane: number,
  step: number,
  y: number,
  filled: boolean,
): void {
  if (Number.isNaN(y)) return;
  const path = markPath(lane, centreOf(geometry, step), y, filled ? 3.4 : 4);
  const colour = ink.lanes[lane % ink.lanes.length] as string;
  context.save();
  context.lineWidth = filled ? 1 : 1.6;
  context.strokeStyle = filled ? ink.page : colour;
  context.fillStyle = filled ? colour : ink.page;
  if (filled) context.stroke(path);
  context.fill(path);
  if (!filled) context.stroke(path);
  context.restore();
}

/** A bar in each column, from the floor of the range. */
export function bars(
  context: CanvasRenderingContext2D,
  geometry: Geometry,
  values: readonly number[],
  height: number,
  range: readonly [number, number],
  colourAt: (step: number) => string,
): void {
  const width = Math.max(1, geometry.cell > 4 ? geometry.cell - 2 : geometry.cell);
  values.forEach((value, step) => {
    if (Number.isNaN(value)) return;
    const tall = Math.max(1, shareOf(value, ...range) * height);
    context.fillStyle = colourAt(step);
    context.fillRect(
      columnOf(geometry, step) * geometry.cell + (geometry.cell - width) / 2,
      height - tall,
      width,
      tall,
    );
  });
}
