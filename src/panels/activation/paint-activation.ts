import type { ActName } from "../../lib/expr.ts";
import { acts, slopes } from "../../model/blocks.ts";
import { histogramOf } from "../pre-activation.ts";
import { inkOf } from "../time/step-lines.ts";

/** Of what goes in, −range … +range. */
export const range = 6;
export const bins = 48;
/** Of the height, that of the fullest bin. */
const tallest = 0.75;

/** What an activation's axis spans. */
const spans: { readonly [F in ActName]: readonly [number, number] } = {
  sigmoid: [0, 1],
  tanh: [-1, 1],
  relu: [0, range],
};

/** Ends and middle of its axis, with where they stand, from 0 to 1. */
export function ticksOf(act: ActName): readonly { readonly label: string; readonly share: number }[] {
  const [low, high] = spans[act];
  const middle = (low + high) / 2;
  return [low, middle, high].map((value) => ({
    label: value === 0.5 ? "½" : String(value).replace("-", "−"),
    share: (value - low) / (high - low),
  }));
}

interface Painted {
  readonly act: ActName;
  /** Outputs. */
  readonly values: Float32Array;
  readonly lane: number;
  readonly width: number;
  readonly height: number;
}

/** Bars of what goes in, over them the slope, dashed, and the curve. */
export function paintActivation(
  canvas: HTMLCanvasElement,
  { act, values, lane, width, height }: Painted,
): void {
  const ratio = window.devicePixelRatio || 1;
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  const context = canvas.getContext("2d");
  if (!context) return;
  const ink = inkOf(canvas);
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  const [low, high] = spans[act];
  const y = (value: number) => 1 + (height - 2) * (1 - (value - low) / (high - low));
  context.strokeStyle = ink.grid;
  for (const { share } of ticksOf(act)) {
    context.beginPath();
    context.moveTo(0, y(low + share * (high - low)));
    context.lineTo(width, y(low + share * (high - low)));
    context.stroke();
  }
  const counts = histogramOf(values, act, range, bins);
  const fullest = Math.max(1, ...counts);
  const bar = width / bins;
  context.fillStyle = ink.quiet;
  context.globalAlpha = 0.4;
  counts.forEach((count, k) => {
    const tall = (count / fullest) * tallest * height;
    context.fillRect(k * bar, height - tall, Math.max(1, bar - 1), tall);
  });
  context.globalAlpha = 1;
  const curve = (of: (x: number) => number) => {
    context.beginPath();
    for (let px = 0; px <= width; px++) context.lineTo(px, y(of(range * ((2 * px) / width - 1))));
    context.stroke();
  };
  context.strokeStyle = ink.ink;
  context.lineWidth = 1.2;
  context.setLineDash([3, 3]);
  curve((x) => slopes[act](acts[act](x)));
  context.setLineDash([]);
  context.strokeStyle = ink.lanes[lane % ink.lanes.length] as string;
  context.lineWidth = 1.9;
  curve(acts[act]);
}
