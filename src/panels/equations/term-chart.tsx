import type { PointerEvent } from "react";
import { laneColour } from "../../ui/lane-mark.tsx";
import { useSize } from "../use-size.ts";
import type { WeightTerms } from "./weight-terms.ts";

interface TermChartProps {
  readonly shown: WeightTerms;
  /** Place of the model in the race, whose colour bars have. */
  readonly lane: number;
  /** 0-based. */
  readonly step: number;
  readonly label: string;
  /** Said where bars stand for several steps. */
  readonly binned: (bin: number) => string;
  onPoint(step: number | null): void;
  onPin(step: number): void;
}

/** Least width of a bar, in pixels. */
const leastBar = 2;

const most = (values: Float64Array): number =>
  values.reduce((size, value) => Math.max(size, Math.abs(value)), 0) || 1;

/** A bar for each step's term, and the sum as a line of steps; each on a scale of its own around one zero. */
export function TermChart({ shown, lane, step, label, binned, onPoint, onPin }: TermChartProps) {
  const { terms, sums } = shown;
  const [box, width, height] = useSize();
  const T = terms.length;
  const bin = Math.max(1, Math.ceil((T * leastBar) / Math.max(1, width)));
  const bars = Math.ceil(T / bin);
  const wide = width / bars;
  const middle = height / 2;
  const [termScale, sumScale] = [most(terms), most(sums)].map((size) => (middle - 1) / size);
  const barOf = (n: number): number => {
    const own = terms.subarray(n * bin, (n + 1) * bin);
    return own.reduce((largest, term) => (Math.abs(term) > Math.abs(largest) ? term : largest), 0);
  };
  const at = ({ clientX, currentTarget }: PointerEvent): number => {
    const { left } = currentTarget.getBoundingClientRect();
    return Math.max(0, Math.min(T - 1, Math.floor((clientX - left) / wide) * bin));
  };
  const line = Array.from({ length: bars }, (_, n) => {
    const y = middle - (sums[Math.min(T - 1, n * bin)] as number) * (sumScale ?? 0);
    return `${n === 0 ? "M" : "L"}${(n * wide).toFixed(1)} ${y.toFixed(1)}H${((n + 1) * wide).toFixed(1)}`;
  });
  return (
    <div
      ref={box}
      className="eq-terms"
      role="img"
      aria-label={label}
      title={bin > 1 ? binned(bin) : undefined}
      onPointerMove={(event) => onPoint(at(event))}
      onPointerLeave={() => onPoint(null)}
      onPointerUp={(event) => onPin(at(event))}
    >
      {width > 0 && height > 0 && (
        <svg aria-hidden="true" width={width} height={height}>
          <rect
            className="eq-terms-at"
            x={Math.floor(step / bin) * wide}
            y={0}
            width={wide}
            height={height}
          />
          <path className="eq-terms-zero" d={`M0 ${middle}H${width}`} />
          {Array.from({ length: bars }, (_, n) => {
            const size = barOf(n) * (termScale ?? 0);
            return (
              <rect
                // biome-ignore lint/suspicious/noArrayIndexKey: bars stand in time
                key={n}
                fill={laneColour(lane)}
                x={n * wide + (wide > 4 ? 0.5 : 0)}
                y={size > 0 ? middle - size : middle}
                width={wide > 4 ? wide - 1 : wide}
                height={Math.abs(size)}
              />
            );
          })}
          <path className="eq-terms-sum" d={line.join("")} />
        </svg>
      )}
    </div>
  );
}
