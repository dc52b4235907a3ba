/** A model's mark, so that models are told apart without colour: ● ■ ▲ ◆ in lane order. */

const shapes = [
  "M4 0.5a3.5 3.5 0 1 0 0.001 0Z",
  "M0.8 0.8h6.4v6.4h-6.4Z",
  "M4 0.4 7.6 7.2H0.4Z",
  "M4 0 8 4 4 8 0 4Z",
] as const;

export const laneColour = (lane: number): string => `var(--lane${(lane % shapes.length) + 1})`;

interface LaneMarkProps {
  /** Index of the model. */
  readonly lane: number;
  /** With a stroke through it, as the curve that it stands for. */
  readonly line?: boolean;
  /** Side of the mark in CSS pixels. */
  readonly size?: number;
}

export function LaneMark({ lane, line = false, size = 8 }: LaneMarkProps) {
  const width = line ? size * 2 : size;
  return (
    <svg
      aria-hidden="true"
      className="lane-mark"
      focusable="false"
      width={width}
      height={size}
      viewBox={line ? "-4 0 16 8" : "0 0 8 8"}
      style={{ color: laneColour(lane), flex: "none", display: "inline-block" }}
    >
      {line && <path d="M-4 4H12" stroke="currentColor" strokeWidth="1.8" />}
      <path d={shapes[lane % shapes.length]} fill="currentColor" />
    </svg>
  );
}

/** The same marks on a canvas, centred on (x, y); hollow along a curve, filled where a value is read. */
export function markPath(lane: number, x: number, y: number, radius: number): Path2D {
  const path = new Path2D();
  switch (lane % shapes.length) {
    case 0:
      path.arc(x, y, radius, 0, 2 * Math.PI);
      break;
    case 1:
      path.rect(x - 0.9 * radius, y - 0.9 * radius, 1.8 * radius, 1.8 * radius);
      break;
    case 2:
      path.moveTo(x, y - 1.1 * radius);
      path.lineTo(x + 1.1 * radius, y + 0.9 * radius);
      path.lineTo(x - 1.1 * radius, y + 0.9 * radius);
      path.closePath();
      break;
    default:
      path.moveTo(x, y - 1.25 * radius);
      path.lineTo(x + 1.25 * radius, y);
      path.lineTo(x, y + 1.25 * radius);
      path.lineTo(x - 1.25 * radius, y);
      path.closePath();
  }
  return path;
}
