import type { ScanNode } from "../model/plan.ts";
import type { Meaning } from "../model/print/tex.ts";
import type { Pointed } from "../store/state.ts";

/** What the one matrix on [h, x] stands for: two parameters, of which the recurrent one is pointed at. */
const joint = ".joint";
const halves = [".recurrentKernel", ".kernel"] as const;

/**
 * A key for each letter of a formula, "name|parameter path": "f|" is the gate's value, "c|" the state's,
 * "f|layers.0.kernel" a gate's block of the kernel, "|layers.0.kernel" the kernel of a cell with one gate.
 */
export function keyOf({ path }: Pick<ScanNode, "path">, meaning: Meaning): string {
  if ("name" in meaning) return `${meaning.name}|`;
  return `${meaning.gate ?? ""}|${path}.${meaning.own ?? meaning.parameter}`;
}

/** The gate or state that a key's letter stands for; null for a parameter's. */
export function signalOf(key: string): string | null {
  const [name = "", parameter = ""] = key.split("|");
  return parameter === "" && name !== "" ? name : null;
}

/** What pointing at a letter points at. */
export function pointedBy(key: string | null): Pick<Pointed, "gate" | "parameter"> {
  const [gate = "", parameter = ""] = key?.split("|") ?? [];
  const own = parameter.endsWith(joint) ? `${parameter.slice(0, -joint.length)}${halves[0]}` : parameter;
  return { gate: gate || null, parameter: own || null };
}

/** Keys that light up: a gate lights its letter; a parameter its letters, those of the gate pointed at if there is one. */
export function litKeys(
  { gates, path }: Pick<ScanNode, "gates" | "path">,
  { gate, parameter }: Pick<Pointed, "gate" | "parameter">,
): readonly string[] {
  if (parameter) {
    // The names of the other direction go on after the same path.
    if (parameter.slice(0, parameter.lastIndexOf(".")) !== path) return [];
    const blocks = gate && gates.includes(gate) ? [gate] : ["", ...gates];
    const half = halves.find((ending) => parameter.endsWith(ending));
    const names = half ? [parameter, `${parameter.slice(0, -half.length)}${joint}`] : [parameter];
    return names.flatMap((name) => blocks.map((block) => `${block}|${name}`));
  }
  return gate ? [`${gate}|`] : [];
}
