/** The table of what an update tells: which rectangles of gradients belong to which parameter, which norms to which step. */
import type { ParamSpec } from "../../model/plan.ts";
import type { BundleLayout } from "./bundle-layout.ts";
import { indices, rowsPerStep } from "./counting.ts";
import type { PhaseLayout } from "./layer-layout.ts";
import { unitRowOf } from "./packing.ts";

/** Telemetry is this wide; item n stands at (n mod, n div). */
export const telemetryWidth = 256;

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

/** What one texel of telemetry is: a norm that is copied, a norm over a rectangle of gradients, or a sum of losses. */
export interface Item {
  readonly kind: "copy" | "norm" | "losses";
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Where the norms of ∂L/∂s_t of a scan's state are. */
export interface Profile {
  /** Place among the plan's scans. */
  readonly scan: number;
  readonly state: string;
  /** Whether the first item is that of the last step. */
  readonly isBackward: boolean;
  /** First item by model; one per step follows. */
  readonly first: readonly number[];
}

export interface ItemTable {
  readonly items: readonly Item[];
  /** Rows of the telemetry. */
  readonly height: number;
  readonly gradientsPerModel: number;
  readonly lossesPerModel: number;
  /** For each parameter: its items within a model's. */
  readonly ofParameter: readonly (readonly number[])[];
  readonly profiles: readonly Profile[];
}

/** Where a parameter's weights lie. */
export function rectanglesOf(layout: BundleLayout, param: ParamSpec): readonly Rectangle[] {
  const place = layout.placeOfNode(param.node);
  if (!place) {
    const { kernelRow, biasRow, quads } = layout.readout;
    // What lies between the directions' rows is zero.
    return [
      param.role === "kernel"
        ? { row: kernelRow, rows: biasRow - kernelRow, width: quads }
        : { row: biasRow, rows: 1, width: quads },
    ];
  }
  return place.layer.phases.flatMap((phase) => rectanglesOfPhase(phase, param, place.direction));
}

function rectanglesOfPhase(phase: PhaseLayout, param: ParamSpec, direction: number): readonly Rectangle[] {
  const { lowered, layer } = phase;
  const width = phase.fragments * phase.texels;
  const toDirection = direction * phase.rows;
  const onesRow = phase.onesRow + toDirection;
  switch (param.role) {
    case "recurrentKernel":
      return phase.sourceRows.map((row) => ({ row: row + toDirection, rows: layer.scan.units, width }));
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
      const index = unitRowOf(layer, param);
      return phase.number === 1 && index >= 0 ? [{ row: onesRow + 2 + index, rows: 1, width }] : [];
    }
    default:
      return param.role satisfies never;
  }
}

/** One model's norms, a parameter's in pieces of few rows. @param tell a parameter's items, counted from 0 */
function gradientItems(
  layout: BundleLayout,
  model: number,
  tell: (param: number, item: number) => void,
): readonly Item[] {
  const items: Item[] = [];
  layout.plan.params.forEach((param, p) => {
    for (const { row, rows, width } of rectanglesOf(layout, param))
      for (let at = 0; at < rows; at += rowsPerItem) {
        tell(p, items.length);
        const height = Math.min(rowsPerItem, rows - at);
        items.push({ kind: "norm", x: model * layout.width, y: row + at, width, height });
      }
  });
  return items;
}

/** One model's sums of losses, over groups of rows. */
function lossItems({ steps, isPadded }: BundleLayout, model: number, size: number): readonly Item[] {
  const allRows = steps * rowsPerStep(size);
  const each = isPadded ? stepsPerLossItem * rowsPerStep(size) : Math.ceil(allRows / mostLossItems);
  return indices(isPadded ? Math.ceil(allRows / each) : mostLossItems).map((i) => {
    const y = Math.min(i * each, allRows);
    return { kind: "losses", x: model, y, width: 1, height: Math.min(each, allRows - y) };
  });
}

/** One copy for each norm that the gradient pass of a phase has made. */
function profileItems({ bundle, strands }: PhaseLayout["layer"], phase: PhaseLayout): readonly Item[] {
  const { profileTexels } = phase;
  return indices(strands * phase.profiled.length * bundle.steps).map((n) => ({
    kind: "copy",
    x: bundle.models * bundle.width + (n % profileTexels),
    y: phase.firstRow / bundle.rowsPerFragment + Math.floor(n / profileTexels),
    width: 1,
    height: 1,
  }));
}

/** What those copies mean. @param start the first of them */
function profilesOf({ layer, profiled }: PhaseLayout, start: number): readonly Profile[] {
  const { steps, models } = layer.bundle;
  return profiled.flatMap((total, k) =>
    layer.directions.map(({ index, direction }, d) => ({
      scan: index,
      state: (layer.cell.totals[total] as { state: string }).state,
      isBackward: direction === "backward",
      first: indices(models).map((m) => start + (layer.strandOf(m, d) * profiled.length + k) * steps),
    })),
  );
}

/** Items of an update over `size` sequences: each model's norms and losses, then all profiles. */
export function itemTable(layout: BundleLayout, size: number): ItemTable {
  const ofParameter: number[][] = layout.plan.params.map(() => []);
  const items: Item[] = [];
  let gradientsPerModel = 0;
  let lossesPerModel = 0;
  for (const m of indices(layout.models)) {
    const gradients = gradientItems(layout, m, (p, item) => {
      if (m === 0) ofParameter[p]?.push(item);
    });
    const losses = lossItems(layout, m, size);
    items.push(...gradients, ...losses);
    [gradientsPerModel, lossesPerModel] = [gradients.length, losses.length];
  }
  const profiles: Profile[] = [];
  for (const layer of layout.layers)
    for (const phase of layer.phases) {
      profiles.push(...profilesOf(phase, items.length));
      items.push(...profileItems(layer, phase));
    }
  // Plan order: by scan, then as the cell lists its states.
  const order = new Map(
    layout
      .strandsOfModel(0)
      .flatMap(({ scan }) => scan.states.map((state, i) => [`${scan.index} ${state}`, i])),
  );
  const stateAt = ({ scan, state }: Profile) => order.get(`${scan} ${state}`) ?? 0;
  profiles.sort((a, b) => a.scan - b.scan || stateAt(a) - stateAt(b));
  const height = Math.ceil(items.length / telemetryWidth);
  return { items, height, gradientsPerModel, lossesPerModel, ofParameter, profiles };
}

/** The table as texels [2·height, telemetryWidth, 4]: (kind, x, y, width) in its first half, (height, 0, 0, 0) in the second. */
export function itemTexels({ items, height }: ItemTable): Float32Array {
  const kinds = { copy: 0, norm: 1, losses: 2 } as const;
  const values = new Float32Array(2 * height * telemetryWidth * 4);
  items.forEach((item, n) => {
    values.set([kinds[item.kind], item.x, item.y, item.width], n * 4);
    values[(height * telemetryWidth + n) * 4] = item.height;
  });
  return values;
}
