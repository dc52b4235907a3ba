import { type NodeId, nodeOf, type Plan, readoutOf, scansOf } from "../../model/plan.ts";
import { nodesRead, readsInput } from "../../model/stacked.ts";
import { layoutOf } from "../reference/layout.ts";
import { Bump } from "./heap.ts";
import { placeReadout, type ReadoutPlaces } from "./readout.ts";
import { placeScan, type ScanPlaces } from "./scan-places.ts";
import { padded, type ScanShape, shapeOf } from "./shape.ts";
import { placeSignal, type SignalPlaces } from "./signal.ts";

/** Everything that a batch of one size needs, as offsets in one block. */
export interface Workspace {
  readonly size: number;
  readonly bytes: number;
  /** Floats [T·B, D], as they come. */
  readonly x: number;
  readonly scans: readonly ScanPlaces[];
  /** By `readsOf`. */
  readonly signals: readonly SignalPlaces[];
  readonly readout: ReadoutPlaces;
}

/** What layers and the readout read: lists of scans, each once. */
export function readsOf(plan: Plan): readonly (readonly NodeId[])[] {
  const lists = [...scansOf(plan), readoutOf(plan)].filter((node) => !readsInput(node)).map(nodesRead);
  const byKey = new Map(lists.map((from) => [from.join(), from] as const));
  return [...byKey.values()];
}

export const shapesOf = (plan: Plan): readonly ScanShape[] =>
  scansOf(plan).map((scan) => shapeOf(plan, scan));

export function workspaceOf(plan: Plan, shapes: readonly ScanShape[], size: number): Workspace {
  const bump = new Bump();
  const x = bump.take(plan.input.kind === "floats" ? plan.steps * size * plan.input.size * 4 : 0);
  const scans = shapes.map((shape) => placeScan(bump, shape, plan, size));
  const signals = readsOf(plan).map((from) =>
    placeSignal(
      bump,
      from.map((id) => nodeOf(plan, id, "scan")),
      plan.steps * size,
    ),
  );
  const readout = placeReadout(bump, plan, readoutOf(plan), size);
  return { size, bytes: bump.bytes, x, scans, signals, readout };
}

/** Bytes of a network while it trains: the workspace, parameters with gradient and two slots, and the packed weights. */
export function networkBytes(plan: Plan): number {
  const shapes = shapesOf(plan);
  const packed = shapes.reduce((sum, { accumulators, width, inputs, isTokens }) => {
    const depth = 2 * width + (isTokens ? inputs + 1 : 2 * padded(inputs));
    return sum + 4 * accumulators.length * width * (depth + 1);
  }, 0);
  const { inputs, outputs } = readoutOf(plan);
  const readout = 8 * padded(inputs) * padded(outputs);
  return workspaceOf(plan, shapes, plan.batch).bytes + 4 * 4 * layoutOf(plan).size + packed + readout;
}
