import type { EngineKind } from "../../src/engine/engine.ts";
import { machineOf } from "../../src/engine/machine.ts";
import { readGolden } from "../../src/model/golden.ts";
import { compareGolden, type Deviation, runGolden } from "../../src/model/golden-compare.ts";
import { engineOf } from "./engines.ts";

/** One golden file through an open engine. JSON has no NaN and no ∞, so that errors travel as text. */
export async function golden(
  name: string,
  json: unknown,
  engine?: EngineKind,
): Promise<readonly (Omit<Deviation, "error" | "relative"> & { error: string; relative: string })[]> {
  const file = readGolden(name, json);
  if (file.kind !== "case") throw new Error(`${name} is no case for an engine`);
  const deviations = compareGolden(file, await runGolden(file, machineOf(engineOf(engine))));
  return deviations.map((one) => ({ ...one, error: String(one.error), relative: String(one.relative) }));
}
