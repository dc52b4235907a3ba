import { readGolden } from "../../src/testing/golden.ts";
import { compareFile } from "../../src/testing/golden-answers.ts";
import type { Deviation } from "../../src/testing/golden-compare.ts";
import { machineOf } from "../../src/testing/golden-machine.ts";
import { engineOf } from "./engines.ts";

/**
 * One golden file through the open engine. JSON has no NaN and no ∞, so that errors travel as text.
 * @param models how many equal models are in each race, of which the last is asked
 */
export async function golden(
  name: string,
  json: unknown,
  models: number,
): Promise<readonly (Omit<Deviation, "error" | "relative"> & { error: string; relative: string })[]> {
  const file = readGolden(name, json);
  if (file.kind === "skipped") throw new Error(`${name} is no case for an engine: ${file.reason}`);
  const deviations = await compareFile(file, machineOf(engineOf(), models));
  return deviations.map((one) => ({ ...one, error: String(one.error), relative: String(one.relative) }));
}
