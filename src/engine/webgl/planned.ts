import { type OptimizerKind, optimizers } from "../../optimizers/index.ts";
import { bytesOf } from "./device.ts";
import { type Geometry, parametersShape, shapesOf, up } from "./geometry.ts";
import { itemTable } from "./telemetry.ts";
import { telemetryWidth } from "./update-programs.ts";

/** Bytes of textures that the models of a geometry take in training. */
export function trainingBytes(g: Geometry, optimizer: OptimizerKind): number {
  const { batch } = g.plan;
  // Parameters and slots are twins: the optimizer reads one and writes the other.
  let bytes = 2 * (1 + optimizers[optimizer].slots.length) * bytesOf(parametersShape(g));
  for (const shape of shapesOf(g, batch, true).values()) bytes += bytesOf(shape);
  const { height } = itemTable(g, up(batch, 4) / 4);
  return bytes + 3 * height * telemetryWidth * 16;
}
