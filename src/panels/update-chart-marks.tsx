import { laneColour } from "../ui/lane-mark.tsx";
import { type EventLabel, eventMark } from "./update-chart-layout.ts";

/** A lane's mark as path data: ● ■ ▲ ◆ in lane order. */
function markData(lane: number, x: number, y: number, r: number): string {
  const at = (dx: number, dy: number) => `${(x + dx * r).toFixed(1)} ${(y + dy * r).toFixed(1)}`;
  switch (lane % 4) {
    case 0:
      return `M${at(-1, 0)}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0Z`;
    case 1:
      return `M${at(-0.9, -0.9)}L${at(0.9, -0.9)}L${at(0.9, 0.9)}L${at(-0.9, 0.9)}Z`;
    case 2:
      return `M${at(0, -1.15)}L${at(1.1, 0.85)}L${at(-1.1, 0.85)}Z`;
    default:
      return `M${at(0, -1.3)}L${at(1.3, 0)}L${at(0, 1.3)}L${at(-1.3, 0)}Z`;
  }
}

interface MarkProps {
  readonly lane: number;
  readonly x: number;
  readonly y: number;
  readonly radius?: number;
  /** Along a curve marks are hollow; where a value is read they are filled. */
  readonly filled?: boolean;
}

export function Mark({ lane, x, y, radius = 3.4, filled = false }: MarkProps) {
  const colour = laneColour(lane);
  return (
    <path
      d={markData(lane, x, y, radius)}
      fill={filled ? colour : "var(--bg)"}
      stroke={colour}
      strokeWidth={filled ? 0 : 1.4}
    />
  );
}

/** A filled disc with a tick: here the model was solved. */
export function SolvedDisc({
  lane,
  x,
  y,
}: {
  readonly lane: number;
  readonly x: number;
  readonly y: number;
}) {
  return (
    <g>
      <circle cx={x} cy={y} r={6.6} fill={laneColour(lane)} />
      <path className="uc-disc-tick" d={`M${x - 3} ${y + 0.2}l2.1 2.2 3.9-4.6`} />
    </g>
  );
}

/** "● 99 % correct at update 80", over the plot. */
export function EventWords({
  label: { event, left, words },
  y,
}: {
  readonly label: EventLabel;
  readonly y: number;
}) {
  const start = left + event.lanes.length * eventMark;
  return (
    <g>
      {event.lanes.map((lane, k) => (
        <Mark key={lane} filled lane={lane} x={left + eventMark * k + 4} y={y - 4} radius={3.2} />
      ))}
      <text
        className="uc-level"
        x={start}
        y={y}
        style={event.title === undefined ? undefined : { pointerEvents: "all" }}
      >
        {event.title !== undefined && <title>{event.title}</title>}
        {words}
      </text>
    </g>
  );
}

interface NamedValueProps {
  readonly x: number;
  readonly y: number;
  readonly name: string;
  readonly full: string;
  readonly value: string;
}

/** "LSTM 0.00021": the name in ink, the value beside it. */
export function NamedValue({ x, y, name, full, value }: NamedValueProps) {
  return (
    <text x={x} y={y}>
      {name !== full && <title>{full}</title>}
      <tspan className="uc-strong">{name}</tspan>
      <tspan dx={4}>{value}</tspan>
    </text>
  );
}
