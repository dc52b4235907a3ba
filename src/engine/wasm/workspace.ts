import { type MapNode, type Plan, scansOf } from "../../model/plan.ts";
import { layoutOf } from "../reference/layout.ts";
import { Bump } from "./heap.ts";
import { placeReadout, type ReadoutPlaces } from "./readout.ts";
import { placeScan, type ScanPlaces } from "./scan-places.ts";
import { padded, type ScanShape, shapeOf } from "./shape.ts";

/** Everything that a batch of one size needs, as offsets in one block. */
export interface Workspace {
  readonly size: number;
  readonly bytes: number;
  /** Floats [T·B, D], as they come. */
  readonly x: number;
  readonly scans: readonly ScanPlaces[];
  readonly readout: ReadoutPlaces;
}

export function mapOf(plan: Plan): MapNode {
  const map = plan.nodes.find((node): node is MapNode => node.op === "map");
  if (!map) throw new Error("a plan without a readout has no outputs");
  return map;
}

export const shapesOf = (plan: Plan): readonly ScanShape[] =>
  scansOf(plan).map((scan) => shapeOf(plan, scan));

export function workspaceOf(plan: Plan, shapes: readonly ScanShape[], size: number): Workspace {
  const bump = new Bump();
  const x = bump.take(plan.input.kind === "floats" ? plan.steps * size * plan.input.size * 4 : 0);
  const scans = shapes.map((shape) => placeScan(bump, shape, plan.steps, size));
  const readout = placeReadout(bump, plan, mapOf(plan), size);
  return { size, bytes: bump.bytes, x, scans, readout };
}

/** Bytes of a network while it trains: the workspace, parameters with gradient and two slots, and the packed weights. */
export function networkBytes(plan: Plan): number {
  const shapes = shapesOf(plan);
  const packed = shapes.reduce((sum, { columns, width, inputs, isTokens }) => {
    const depth = 2 * width + (isTokens ? inputs + 1 : 2 * padded(inputs));
    return sum + 4 * columns * width * (depth + 1);
  }, 0);
  const { inputs, outputs } = mapOf(plan);
  const readout = 8 * padded(inputs) * padded(outputs);
  return workspaceOf(plan, shapes, plan.batch).bytes + 4 * 4 * layoutOf(plan).size + packed + readout;
}
