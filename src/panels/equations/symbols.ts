import { type Equation, walk } from "../../lib/expr.ts";
import type { ScanNode } from "../../model/plan.ts";
import type { Pointed } from "../../store/state.ts";
import type { TexSymbol } from "../../ui/tex.tsx";

/** Letters of matrices and biases, by the parameter that they stand for. */
const letters: { readonly [letter: string]: string } = {
  W: "kernel",
  U: "recurrentKernel",
  b: "bias",
  "b′": "recurrentBias",
};

/** Weights a unit by their letter as it is printed: p_i is "pi". */
function perUnitOf(equations: readonly Equation[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { expr } of equations)
    walk(expr, (node) => {
      if (node.op === "param") names.add(node.name);
    });
  return names;
}

/**
 * A key for each letter that can be pointed at, "gate|parameter path": "f|" is the gate's value, "f|layers.0.kernel"
 * its block of W, "|layers.0.kernel" the W of a cell with one gate.
 */
export const symbolKeys = ({ gates, path, equations }: ScanNode) => {
  const perUnit = perUnitOf(equations);
  return ({ base, sub, prime }: TexSymbol): string | null => {
    if (perUnit.has(`${base}${sub}`)) return `|${path}.${base}${sub}`;
    const parameter = letters[prime ? `${base}′` : base];
    if (parameter && (sub === "" || gates.includes(sub))) return `${sub}|${path}.${parameter}`;
    const isGate = gates.includes(base) && equations.some(({ name }) => name === base);
    return isGate && sub.startsWith("t") ? `${base}|` : null;
  };
};

/** What pointing at a letter points at. */
export function pointedBy(key: string | null): Pick<Pointed, "gate" | "parameter"> {
  const [gate = "", parameter = ""] = key?.split("|") ?? [];
  return { gate: gate || null, parameter: parameter || null };
}

/** Keys that light up: a gate lights its letter; a parameter its letters, those of the gate pointed at if there is one. */
export function litKeys(
  { gates, path }: ScanNode,
  { gate, parameter }: Pick<Pointed, "gate" | "parameter">,
): readonly string[] {
  if (parameter) {
    // The names of the other direction go on after the same path.
    if (parameter.slice(0, parameter.lastIndexOf(".")) !== path) return [];
    const blocks = gate && gates.includes(gate) ? [gate] : ["", ...gates];
    return blocks.map((block) => `${block}|${parameter}`);
  }
  if (!gate) return [];
  return [`${gate}|`];
}
