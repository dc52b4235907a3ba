/**
 * Shader text of a cell's values and adjoints, unit by unit. A `vec4` holds four lanes of the batch. Products, textures and
 * loops are the engine's; this prints what stands between them.
 */
import type { ActName } from "../../lib/expr.ts";
import type { GradNode, NodeId } from "../../lib/expr-grad.ts";
import type { LoweredCell } from "../lower.ts";

/**
 * Functions that printed text calls: `act_tanh` of x, and `slope_tanh` of the saved value y. `tanh` is a rational
 * approximation, within 2 ulp also near 0, where the quotient of exponentials that drivers use loses half of its digits
 * (coefficients: Eigen's `ptanh_float`, Sollya minimax); `exp` is asked for a relative error of 1e-6 of the value by GLSL
 * ES 3.00 §4.5.1, which is enough for a sigmoid.
 */
const bodies: { readonly [F in ActName]: { readonly act: string; readonly slope: string } } = {
  sigmoid: { act: " return 1.0 / (1.0 + exp(-x)); ", slope: "y * (1.0 - y)" },
  tanh: {
    act: `
  x = clamp(x, -7.90531110763549805, 7.90531110763549805);
  vec4 q = x * x;
  vec4 p = ((((((-2.76076847742355e-16 * q + 2.00018790482477e-13) * q - 8.60467152213735e-11) * q
    + 5.12229709037114e-08) * q + 1.48572235717979e-05) * q + 6.37261928875436e-04) * q + 4.89352455891786e-03) * x;
  return p / (((1.19825839466702e-06 * q + 1.18534705686654e-04) * q + 2.26843463243900e-03) * q + 4.89352518554385e-03);
`,
    slope: "1.0 - y * y",
  },
  relu: { act: " return max(x, 0.0); ", slope: "vec4(greaterThan(y, vec4(0.0)))" },
};
const functions = Object.entries(bodies);
export const actFunctions = [
  "",
  ...functions.map(([name, { act }]) => `vec4 act_${name}(vec4 x) {${act}}`),
  ...functions.map(([name, { slope }]) => `vec4 slope_${name}(vec4 y) { return ${slope}; }`),
  "",
].join("\n");

const number = (value: number): string => {
  const text = String(value);
  return /[.e]/.test(text) ? text : `${text}.0`;
};

/** What stands in the text for a node that is not computed but read: a local, a fetch; undefined: to be computed. */
export type Given = (id: NodeId, node: GradNode) => string | undefined;

export interface PrintedValues {
  readonly statements: readonly string[];
  /** By root: the local or expression that holds it. */
  readonly texts: readonly string[];
}

/**
 * Statements that compute `roots`, every shared node once.
 * @param suffix makes the locals' names unique where several units are printed into one program
 */
export function printValues(
  { graph, sumAt, accumulatorOf }: LoweredCell,
  roots: readonly NodeId[],
  given: Given,
  accumulatorText: (accumulator: number) => string,
  suffix: string,
): PrintedValues {
  const statements: string[] = [];
  const known = new Map<NodeId, string>();
  const local = (id: NodeId, text: string) => {
    const name = `n${id}${suffix}`;
    statements.push(`vec4 ${name} = ${text};`);
    return name;
  };
  const compute = (id: NodeId): string => {
    const node = graph.nodes[id] as GradNode;
    const ready = given(id, node);
    if (ready !== undefined) return local(id, ready);
    const sum = sumAt(id);
    if (sum) {
      const terms = [...sum.accumulators.map(({ index }) => accumulatorText(index)), ...sum.rest.map(value)];
      return terms.length === 1 ? (terms[0] as string) : local(id, terms.join(" + "));
    }
    switch (node.op) {
      case "const":
        return `vec4(${number(node.value)})`;
      case "add":
        return local(id, `${value(node.a)} + ${value(node.b)}`);
      case "sub":
        return local(id, `${value(node.a)} - ${value(node.b)}`);
      case "mul":
        return local(id, `${value(node.a)} * ${value(node.b)}`);
      case "act":
        return local(id, `act_${node.fn}(${value(node.a)})`);
      case "slope":
        return local(id, `slope_${node.fn}(${value(node.y)})`);
      case "input":
      case "recur":
        return accumulatorText(accumulatorOf(id).index);
      default:
        throw new Error(`“${node.op}” of a step is not given`);
    }
  };
  const value = (id: NodeId): string => {
    const found = known.get(id) ?? compute(id);
    known.set(id, found);
    return found;
  };
  return { texts: roots.map(value), statements };
}

/** Nodes under `roots` that `printValues` would ask for: what a program must have ready. */
export function readsOf(
  { graph, sumAt, accumulatorOf }: LoweredCell,
  roots: readonly NodeId[],
  isGiven: (id: NodeId, node: GradNode) => boolean,
): { readonly given: ReadonlySet<NodeId>; readonly accumulators: ReadonlySet<number> } {
  const given = new Set<NodeId>();
  const accumulators = new Set<number>();
  const seen = new Set<NodeId>();
  const visit = (id: NodeId): void => {
    if (seen.has(id)) return;
    seen.add(id);
    const node = graph.nodes[id] as GradNode;
    if (isGiven(id, node)) {
      given.add(id);
      return;
    }
    const sum = sumAt(id);
    if (sum) {
      for (const { index } of sum.accumulators) accumulators.add(index);
      sum.rest.forEach(visit);
      return;
    }
    switch (node.op) {
      case "add":
      case "sub":
      case "mul":
        visit(node.a);
        visit(node.b);
        break;
      case "act":
        visit(node.a);
        break;
      case "slope":
        visit(node.y);
        break;
      case "input":
      case "recur":
        accumulators.add(accumulatorOf(id).index);
        break;
    }
  };
  roots.forEach(visit);
  return { given, accumulators };
}
