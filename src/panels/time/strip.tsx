import type { CSSProperties, ReactNode } from "react";
import { endOf, type Geometry } from "./geometry.ts";

interface StripProps {
  readonly name: string;
  readonly label: ReactNode;
  readonly height: number;
  readonly geometry: Geometry;
  readonly readout?: ReactNode;
  /** What lies left of the plot besides the label: ticks. */
  readonly axis?: ReactNode;
  readonly lane?: number;
  /** What the strip of a gate or further state shows. */
  readonly gate?: string;
  readonly children: ReactNode;
}

/** A strip on the shared axis: its label, its plot with the line at t, its readout on its own height. */
export function Strip({ name, label, height, geometry, readout, axis, lane, gate, children }: StripProps) {
  return (
    <div className={`tt-strip tt-${name}`} data-lane={lane} data-gate={gate}>
      <div className="tt-label">{label}</div>
      {axis && !geometry.phone && <div className="tt-axis-ticks">{axis}</div>}
      <div className="tt-plot" style={{ height, width: geometry.plot }}>
        {children}
        <i className="tt-hair" />
      </div>
      {!geometry.phone && <div className="tt-readout">{readout}</div>}
    </div>
  );
}

interface ValueProps {
  readonly name: ReactNode;
  /** Of a name that may be cut. */
  readonly title?: string;
  readonly value: string;
  readonly unit?: string | undefined;
}

/** One row of the readout: what, how much, in which unit. */
export function Value({ name, title, value, unit }: ValueProps) {
  return (
    <div className="tt-value">
      <span title={title}>{name}</span>
      <b>
        {value}
        {unit && <small>{` ${unit}`}</small>}
      </b>
    </div>
  );
}

/** Pixel positions that the style sheet needs. @param length steps of the sequence. */
export const bandStyle = (geometry: Geometry | null, length: number): CSSProperties =>
  ({
    "--tt-label": `${geometry?.label ?? 100}px`,
    "--tt-readout": `${geometry?.readout ?? 116}px`,
    "--tt-plot": `${geometry?.plot ?? 0}px`,
    "--tt-cell": `${geometry?.cell ?? 0}px`,
    "--tt-end": `${geometry ? endOf(geometry, length) : 0}px`,
  }) as CSSProperties;
