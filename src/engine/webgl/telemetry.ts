/** The table of what an update tells: which rectangles of gradients belong to which parameter, which norms to which step. */
import type { ParamSpec } from "../../model/plan.ts";
import type { UpdateTelemetry } from "../engine.ts";
import { normOfNorms } from "../norms.ts";
import type { Device, Texture } from "./device.ts";
import {
  type Geometry,
  type PhaseGeometry,
  profileColumns,
  type ScanGeometry,
  strandOf,
  strandsOf,
} from "./geometry.ts";
import { unitRowOf } from "./packing.ts";
import { telemetryWidth } from "./update-programs.ts";

/** Rows of parameters that one fragment sums: few enough that a GPU has work for many. */
const rowsPerItem = 16;
const mostLossItems = 16;
/** In a padded plan: sums in groups that depend on the padding would have other bits. */
const stepsPerLossItem = 4;

/** Parameter rows, of one model. */
export interface Rectangle {
  readonly row: number;
  readonly rows: number;
  readonly width: number;
}

export interface Items {
  readonly texture: Texture;
  readonly count: number;
  /** Rows of the telemetry; the table has twice as many. */
  readonly height: number;
  readonly gradientsPerModel: number;
  readonly lossesPerModel: number;
  /** For each parameter: its items within a model's. */
  readonly ofParameter: readonly (readonly number[])[];
  /** First item of a model's scan and state; one a step follows. */
  readonly profiles: readonly {
    readonly scan: number;
    readonly state: string;
    /** Whether the first item is that of the last step. */
    readonly isBackward: boolean;
    /** By model. */
    readonly first: readonly number[];
  }[];
}

/** Where a parameter's weights lie. */
export function rectanglesOf(g: Geometry, param: ParamSpec): Rectangle[] {
  if (param.layer < 0) {
    const { kernelRow, biasRow, quads } = g.readout;
    // What lies between the directions' rows is zero.
    return [
      param.role === "kernel"
        ? { row: kernelRow, rows: biasRow - kernelRow, width: quads }
        : { row: biasRow, rows: 1, width: quads },
    ];
  }
  const s = g.scans.find(({ scan }) => scan.layer === param.layer) as ScanGeometry;
  const direction = s.directions.findIndex(({ index }) => index === param.scan);
  return s.phases.flatMap((phase): Rectangle[] => {
    const width = phase.groups * phase.texels;
    const { lowered } = phase;
    const toDirection = direction * phase.rows;
    const onesRow = phase.onesRow + toDirection;
    switch (param.role) {
      case "recurrentKernel":
        return phase.sourceRows.map((row) => ({ row: row + toDirection, rows: s.scan.units, width }));
      case "kernel":
        return phase.inputRow < 0
          ? []
          : [{ row: phase.inputRow + toDirection, rows: phase.onesRow - phase.inputRow, width }];
      case "bias":
        return lowered.biased.some(Boolean) ? [{ row: onesRow, rows: 1, width }] : [];
      case "recurrentBias":
        return lowered.recurrentBiased.some(Boolean) ? [{ row: onesRow + 1, rows: 1, width }] : [];
      case "perUnit":
      case "initial": {
        const index = unitRowOf(s, param);
        return lowered.phase === 1 && index >= 0 ? [{ row: onesRow + 2 + index, rows: 1, width }] : [];
      }
      default:
        return param.role satisfies never;
    }
  });
}

function profileItems(g: Geometry, s: ScanGeometry, phase: PhaseGeometry): number[][] {
  const columns = profileColumns(g, phase);
  const { steps } = g.plan;
  const count = strandsOf(g, s) * phase.profiled.length * steps;
  return Array.from({ length: count }, (_, n) => [
    0,
    g.models * g.width + (n % columns),
    phase.firstRow / g.rowsPerFragment + Math.floor(n / columns),
    1,
    1,
  ]);
}

/** Shape and rows of the table, before anything is allocated. */
export function itemTable(g: Geometry, lanes: number) {
  const rows: number[][] = [];
  const ofParameter: number[][] = g.plan.params.map(() => []);
  let gradientsPerModel = 0;
  const allRows = g.plan.steps * lanes;
  const each = g.plan.isPadded ? stepsPerLossItem * lanes : Math.ceil(allRows / mostLossItems);
  const lossItems = g.plan.isPadded ? Math.ceil(allRows / each) : mostLossItems;
  for (let m = 0; m < g.models; m++) {
    const first = rows.length;
    g.plan.params.forEach((param, p) => {
      for (const { row, rows: height, width } of rectanglesOf(g, param))
        for (let at = 0; at < height; at += rowsPerItem) {
          if (m === 0) ofParameter[p]?.push(rows.length - first);
          rows.push([1, m * g.width, row + at, width, Math.min(rowsPerItem, height - at)]);
        }
    });
    gradientsPerModel = rows.length - first;
    for (let i = 0; i < lossItems; i++) {
      const from = Math.min(i * each, allRows);
      rows.push([2, m, from, 1, Math.min(each, allRows - from)]);
    }
  }
  const profiles: { scan: number; state: string; isBackward: boolean; first: number[] }[] = [];
  for (const s of g.scans)
    for (const phase of s.phases) {
      const start = rows.length;
      rows.push(...profileItems(g, s, phase));
      phase.profiled.forEach((index, k) => {
        const { state } = s.cell.totals[index] as { state: string };
        s.directions.forEach(({ index, direction }, d) => {
          const first = Array.from(
            { length: g.models },
            (_, m) => start + (strandOf(s, m, d) * phase.profiled.length + k) * g.plan.steps,
          );
          profiles.push({ scan: index, state, isBackward: direction === "backward", first });
        });
      });
    }
  // Plan order: by scan, then as the cell lists its states.
  profiles.sort((a, b) => a.scan - b.scan || stateIndex(g, a.scan, a.state) - stateIndex(g, b.scan, b.state));
  return {
    rows,
    count: rows.length,
    height: Math.ceil(rows.length / telemetryWidth),
    gradientsPerModel,
    lossesPerModel: lossItems,
    ofParameter,
    profiles,
  };
}

const stateIndex = (g: Geometry, index: number, state: string): number =>
  g.scans
    .find(({ directions }) => directions.some((scan) => scan.index === index))
    ?.scan.states.indexOf(state) ?? 0;

export function createItems(device: Device, g: Geometry, lanes: number): Items {
  const { rows, ...table } = itemTable(g, lanes);
  const shape = { width: telemetryWidth, height: 2 * table.height, layers: 0 } as const;
  const values = new Float32Array(shape.width * shape.height * 4);
  rows.forEach(([kind = 0, x = 0, y = 0, width = 0, height = 0], n) => {
    values.set([kind, x, y, width], n * 4);
    values[(table.height * telemetryWidth + n) * 4] = height;
  });
  const texture = device.createTexture(shape);
  const { gl } = device;
  gl.bindTexture(gl.TEXTURE_2D, texture.handle);
  gl.texSubImage2D(gl.TEXTURE_2D, 0, 0, 0, shape.width, shape.height, gl.RGBA, gl.FLOAT, values);
  gl.bindTexture(gl.TEXTURE_2D, null);
  return { ...table, texture };
}

/** What an update told, in words of the contract. @param texels the telemetry texture */
export function telemetryOf(
  g: Geometry,
  items: Items,
  texels: Float32Array,
  clipNorm: number,
): readonly UpdateTelemetry[] {
  const norm = (n: number): number => {
    const [most, sum, bad] = texels.subarray(n * 4, n * 4 + 3) as unknown as [number, number, number];
    if (bad) return most === Number.POSITIVE_INFINITY ? most : Number.NaN;
    return most * Math.sqrt(sum);
  };
  return Array.from({ length: g.models }, (_, m): UpdateTelemetry => {
    const first = m * (items.gradientsPerModel + items.lossesPerModel);
    const parameterNorms = Float32Array.from(items.ofParameter, (own) =>
      normOfNorms(own.map((item) => norm(first + item))),
    );
    let loss = 0;
    for (let i = 0; i < items.lossesPerModel; i++)
      loss += texels[(first + items.gradientsPerModel + i) * 4] as number;
    const gradientNorm = normOfNorms(parameterNorms);
    // As the optimizer's vertices judge it: in float32.
    const isAllFinite = Number.isFinite(loss) && Number.isFinite(Math.fround(gradientNorm));
    return {
      loss,
      gradientNorm,
      clippedNorm: clipNorm > 0 ? Math.min(clipNorm, gradientNorm) : gradientNorm,
      parameterNorms,
      profiles: items.profiles.map(({ scan, state, isBackward, first: starts }) => ({
        scan,
        state,
        norms: Float32Array.from({ length: g.plan.steps }, (_, t) =>
          norm((starts[m] as number) + (isBackward ? g.plan.steps - 1 - t : t)),
        ),
      })),
      applied: isAllFinite,
    };
  });
}
