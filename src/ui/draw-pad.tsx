import { type KeyboardEvent, type PointerEvent, useRef, useState } from "react";
import { type Signal, withStroke } from "../lib/stroke.ts";
import { ownData as english } from "../text/en/own-data.ts";
import { useWords } from "./words.ts";
import "./draw-pad.css";

const [width, height, edge] = [600, 200, 8];

interface DrawPadProps {
  readonly signal: Signal;
  readonly onDraw: (signal: Signal) => void;
}

type Point = readonly [step: number, value: number];

/** A line that follows the pointer; by keyboard, a step is chosen and raised or lowered. */
export function DrawPad({ signal, onDraw }: DrawPadProps) {
  const words = useWords(english);
  const last = useRef<Point | null>(null);
  const [chosen, choose] = useState(0);
  const most = signal.length - 1;
  const x = (step: number) => (step / most) * width;
  const y = (value: number) => height / 2 - value * (height / 2 - edge);

  const pointOf = ({ clientX, clientY, currentTarget }: PointerEvent<HTMLDivElement>): Point => {
    const box = currentTarget.getBoundingClientRect();
    const at = ((clientY - box.top) / box.height) * height;
    return [((clientX - box.left) / box.width) * most, (height / 2 - at) / (height / 2 - edge)];
  };
  const stroke = (event: PointerEvent<HTMLDivElement>) => {
    const to = pointOf(event);
    onDraw(withStroke(signal, last.current ?? to, to));
    choose(Math.min(most, Math.max(0, Math.round(to[0]))));
    last.current = to;
  };
  const keys: { readonly [key: string]: readonly [step: number, value: number] } = {
    ArrowLeft: [-1, 0],
    ArrowRight: [1, 0],
    ArrowUp: [0, 0.05],
    ArrowDown: [0, -0.05],
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const move = keys[event.key];
    if (!move) return;
    event.preventDefault();
    event.stopPropagation();
    const [steps, rise] = move;
    choose(Math.min(most, Math.max(0, chosen + steps)));
    if (rise === 0) return;
    const point: Point = [chosen, (signal[chosen] ?? 0) + rise];
    onDraw(withStroke(signal, point, point));
  };
  const value = signal[chosen] ?? 0;
  return (
    <div
      className="draw-pad"
      role="slider"
      tabIndex={0}
      aria-label={`${words.pad}. ${words.padKeys}`}
      aria-valuemin={-1}
      aria-valuemax={1}
      aria-valuenow={value}
      aria-valuetext={words.padValue(String(chosen + 1), value.toFixed(2))}
      onKeyDown={onKeyDown}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        last.current = null;
        stroke(event);
      }}
      onPointerMove={(event) => {
        if (last.current) stroke(event);
      }}
      onPointerUp={() => {
        last.current = null;
      }}
      onPointerCancel={() => {
        last.current = null;
      }}
    >
      <svg viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" aria-hidden="true">
        <line className="draw-pad-zero" x1={0} x2={width} y1={y(0)} y2={y(0)} />
        <line className="draw-pad-step" x1={x(chosen)} x2={x(chosen)} y1={0} y2={height} />
        <polyline points={signal.map((entry, step) => `${x(step)},${y(entry)}`).join(" ")} />
      </svg>
    </div>
  );
}
