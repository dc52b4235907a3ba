import { factsOf } from "../../cells/facts.ts";
import { cells } from "../../cells/index.ts";
import type { InitializerKind } from "../../initializers/index.ts";
import type { Rng } from "../../lib/rng.ts";
import { type CountConvention, type LayerCount, layerCount, term } from "../count-terms.ts";
import { fillBlocks } from "../fill-blocks.ts";
import { loweredOf } from "../lower.ts";
import { firstStatePath, type ParamSpec, type Plan, type ScanNode } from "../plan.ts";
import { readsInput } from "../stacked.ts";
import { stepOperations } from "../step-operations.ts";
import { type NodeKind, param } from "./node.ts";

/**
 * Kernel [D, G·H], recurrentKernel [H, G·H], bias and recurrentBias [G·H], where G is the number of blocks of each: a cell with several
 * recurrent kernels and one input has more in the second. Then weights a unit and learned first states, [H] each.
 */
function params(scan: ScanNode): readonly ParamSpec[] {
  const { id, path, blocks, equations, first, inputs, states, units } = scan;
  const matrices = (
    [
      ["kernel", [inputs]],
      ["recurrentKernel", [units]],
      ["bias", []],
      ["recurrentBias", []],
    ] as const
  ).flatMap(([role, rows]) => {
    const own = blocks[role];
    return own.length > 0 ? [param(`${path}.${role}`, role, [...rows, own.length * units], id, own)] : [];
  });
  const perUnit = [...factsOf(equations).perUnit].map((name) =>
    param(`${path}.${name}`, "perUnit", [units], id),
  );
  const learned = first.kind === "learned" ? states : [];
  const initial = learned.map((state) => param(firstStatePath(scan, state), "initial", [units], id));
  return [...matrices, ...perUnit, ...initial];
}

function initial({ cell, options, units }: ScanNode, spec: ParamSpec, rng: Rng): Float32Array {
  const { role } = spec;
  if (role === "kernel" || role === "recurrentKernel") {
    const { recurrentInitializer, kernelInitializer, recurrentStddev, kernelStddev } = options;
    const [kind, stddev] =
      role === "recurrentKernel"
        ? [recurrentInitializer, recurrentStddev]
        : [kernelInitializer, kernelStddev];
    return fillBlocks(rng, spec, kind as InitializerKind, stddev as number, units);
  }
  const values = new Float32Array(spec.size);
  if (role === "bias")
    for (const [gate, value] of Object.entries(cells[cell].initialBias(options)))
      values.fill(value, spec.gates.indexOf(gate) * units, (spec.gates.indexOf(gate) + 1) * units);
  return values;
}

function count(scan: ScanNode, plan: Plan, convention: CountConvention): LayerCount {
  const { id, path, layer, direction, cell, blocks, inputs, units, states } = scan;
  const each = ["units", units] as const;
  const isSecond = convention === "pytorch" && cells[cell].pytorch !== undefined;
  const all = [
    { what: "input weights", of: blocks.kernel, factors: [["inputs", inputs], each] },
    { what: "recurrent weights", of: blocks.recurrentKernel, factors: [each, each] },
    { what: "bias", of: blocks.bias, factors: [each] },
    { what: "recurrent bias", of: isSecond ? blocks.bias : blocks.recurrentBias, factors: [each] },
  ] as const;
  const found = all.filter(({ of }) => of.length > 0);
  const [first] = found;
  // As many of each: the gates stand in front. Else their number is a factor of each that has several.
  const gates = first && found.every(({ of }) => of.length === first.of.length) ? first.of.length : 1;
  const terms = found.map(({ what, of, factors }) =>
    of.length === gates ? term(what, ...factors) : term(what, ["matrices", of.length], ...factors),
  );
  const perUnit = plan.params.filter(({ node, role }) => node === id && role === "perUnit").length;
  const peepholes = perUnit === 1 ? [] : [["gates", perUnit] as const];
  const several = states.length === 1 ? [] : [["states", states.length] as const];
  return layerCount(path, layer, direction, gates, terms, [
    ...(perUnit === 0 ? [] : [term("peephole", ...peepholes, each)]),
    ...(scan.first.kind === "learned" ? [term("initial state", ...several, each)] : []),
  ]);
}

/** One recurrent layer in one direction, from its equations. */
export const scan: NodeKind<ScanNode> = {
  op: "scan",
  title: "scan",
  places: ({ from }) => from,
  inputs: ({ inputs }) => inputs,
  width: ({ units, states }, state) => (state === undefined || states.includes(state) ? units : undefined),
  looksBack: ({ equations }) => factsOf(equations).lags.length > 0,
  direction: ({ direction }) => direction,
  params,
  initial,
  multiplyAdds(node, input) {
    const { blocks, inputs, units } = node;
    const isGather = readsInput(node) && input.kind === "tokens";
    return units * ((isGather ? 0 : inputs * blocks.kernel.length) + units * blocks.recurrentKernel.length);
  },
  pointwise: (node) => node.units * stepOperations(loweredOf(node)),
  memory(node) {
    const planes = (of: "saved" | "kept") =>
      loweredOf(node).phases.reduce((sum, phase) => sum + phase[of].length, 0);
    // One more for what arrives at a layer's output from above.
    return { saved: node.units * planes("saved"), kept: node.units * (planes("kept") + 1) };
  },
  count,
};
