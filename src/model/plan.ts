import { type CellKind, cells } from "../cells/index.ts";
import { type Equation, renewedState, walk } from "../lib/expr.ts";
import type { AnyValues } from "../lib/fields.ts";
import { freed } from "../spec/clamp-fields.ts";
import type { ExperimentSpec, ModelSpec } from "../spec/spec.ts";
import type { LossKind, TaskIO } from "../tasks/task.ts";
import { layerEquations } from "./layer-equations.ts";

/** Parameters made of blocks of columns, one a gate. */
export type BlockRole = "kernel" | "recurrentKernel" | "bias" | "recurrentBias";
export type ParamRole = BlockRole | "perUnit" | "initial";
/** By parameter: the gates that have a block in it, in order. A gate that reads no input has none in the kernel. */
export type Blocks = { readonly [R in BlockRole]: readonly string[] };

/** One trainable array. `path` is its name everywhere: "layers.0.recurrentKernel", "readout.bias". */
export interface ParamSpec {
  readonly path: string;
  readonly role: ParamRole;
  readonly shape: readonly number[];
  readonly size: number;
  /** The layer it belongs to, from the input up; −1 for the readout. */
  readonly layer: number;
  /** Index of the scan it belongs to; −1 for the readout. */
  readonly scan: number;
  /** Blocks along the last axis, one a gate; empty for the readout and for weights a unit. */
  readonly gates: readonly string[];
  /** A weight that stands still at this value: no gradient reaches it, and nobody counts it. */
  readonly held?: number;
}

/** "backward": from the last step to the first, so that the state at a step knows what comes after it. */
export type Direction = "forward" | "backward";

/**
 * What the states of a layer are before the first step that a scan comes to. Random ones are normal, drawn anew for every
 * sequence of an update, and zero wherever nothing is trained; learned ones are parameters [H], the same for all sequences.
 */
export type FirstState =
  | { readonly kind: "zero" | "learned" }
  | { readonly kind: "random"; readonly stddev: number };

/** One recurrent layer over all steps, in one direction. A bidirectional layer is two neighbouring scans. */
export interface ScanNode {
  readonly op: "scan";
  /** Place among the plan's scans, by which records, first states and gradients of states are listed. */
  readonly index: number;
  /** From the input up. */
  readonly layer: number;
  /** Before the names of its parameters: "layers.0", or "layers.0.backward". */
  readonly path: string;
  readonly cell: CellKind;
  readonly options: AnyValues;
  readonly equations: readonly Equation[];
  /** Those of the cell's gates that the equations use, in its order. */
  readonly gates: readonly string[];
  readonly blocks: Blocks;
  readonly states: readonly string[];
  readonly inputs: number;
  readonly units: number;
  /** "x", or the scans whose first states it reads, side by side at each step. */
  readonly from: "x" | readonly number[];
  readonly direction: Direction;
  readonly first: FirstState;
  /** Share of its output, 0 ≤ share < 1, that an update drops on the way to the next layer or the readout. */
  readonly dropout: number;
  /** Matrix products a step that wait for each other: 1, or 2 for a GRU with the reset before. */
  readonly phases: number;
  /** Names of all equations and states that a trace holds, states unprimed: what a heat map can show. */
  readonly record: readonly string[];
}

/** One product for all steps at once: the readout. At step t it reads [→h_t, ←h_t] of a bidirectional layer. */
export interface MapNode {
  readonly op: "map";
  readonly from: readonly number[];
  readonly inputs: number;
  readonly outputs: number;
}

export interface LossNode {
  readonly op: "loss";
  readonly kind: LossKind;
  /** "mean": Σ weight·loss / Σ weight. "batch": Σ weight·loss / B, a sum over steps. */
  readonly reduction: "mean" | "batch";
}

export type PlanNode = ScanNode | MapNode | LossNode;

/** A network as an ordered list of scans, maps and a loss, with its parameters: all that an engine needs to know. */
export interface Plan {
  readonly steps: number;
  readonly batch: number;
  readonly input: { readonly kind: "tokens" | "floats"; readonly size: number };
  readonly outputs: number;
  /**
   * Truncated BPTT: the gradient stops between chunks of so many steps, while states go on; 0 is never. Chunks are counted from
   * the first step of the sequence, in both directions.
   */
  readonly truncation: number;
  /** Whether batches may have `lengths`: sequences that end before the last step. See `lengths.ts`. */
  readonly isPadded: boolean;
  readonly nodes: readonly PlanNode[];
  readonly params: readonly ParamSpec[];
  readonly parameterCount: number;
  /** Multiply-adds of one update, forward and backward (backward counts twice). */
  readonly multiplyAdds: number;
}

export interface PlanRequest {
  readonly steps: number;
  readonly batch: number;
  readonly input: Plan["input"];
  readonly outputs: number;
  readonly loss: LossKind;
  readonly reduction?: LossNode["reduction"];
  readonly truncation?: number;
  readonly isPadded?: boolean;
}

/** @param training the experiment's settings that shape a plan. */
export const requestOf = (
  io: TaskIO,
  loss: LossKind,
  training: Pick<ExperimentSpec["training"], "batchSize" | "reduction">,
): PlanRequest => ({
  steps: io.steps,
  batch: training.batchSize,
  input: {
    kind: io.input.kind,
    size: io.input.kind === "tokens" ? io.input.symbols.length : io.input.names.length,
  },
  outputs: io.output.kind === "classes" ? io.output.symbols.length : io.output.names.length,
  loss,
  reduction: training.reduction === "sum" ? "batch" : "mean",
  isPadded: io.isPadded ?? false,
});

function param(
  path: string,
  role: ParamRole,
  shape: readonly number[],
  owner: { readonly layer: number; readonly scan: number },
  gates: readonly string[] = [],
): ParamSpec {
  return { path, role, shape, size: shape.reduce((a, b) => a * b, 1), ...owner, gates };
}

interface Needs {
  readonly blocks: Blocks;
  /** By name, the value of one that is held. */
  readonly perUnit: ReadonlyMap<string, number | undefined>;
  readonly phases: number;
}

/** What the equations ask for: which blocks and weights a unit exist, and how many products wait for each other. */
function needsOf(equations: readonly Equation[], gates: readonly string[]): Needs {
  const phaseOf = new Map<string, number>();
  const perUnit = new Map<string, number | undefined>();
  const used = {
    kernel: new Set<string>(),
    recurrentKernel: new Set<string>(),
    bias: new Set<string>(),
    recurrentBias: new Set<string>(),
  };
  for (const { name, expr } of equations) {
    let phase = 0;
    walk(expr, (node) => {
      if (node.op === "input") {
        used.kernel.add(node.gate);
        if (node.bias) used.bias.add(node.gate);
      }
      if (node.op === "param") perUnit.set(node.name, node.held);
      if (node.op === "ref" && node.lag === 0) phase = Math.max(phase, phaseOf.get(node.name) ?? 0);
      if (node.op === "recur") {
        used.recurrentKernel.add(node.gate);
        if (node.bias) used.recurrentBias.add(node.gate);
        phase = Math.max(phase, node.lag === 0 ? (phaseOf.get(node.source) ?? 0) + 1 : 1);
      }
    });
    phaseOf.set(name, phase);
  }
  const inOrder = (role: BlockRole) => gates.filter((gate) => used[role].has(gate));
  const blocks = {
    kernel: inOrder("kernel"),
    recurrentKernel: inOrder("recurrentKernel"),
    bias: inOrder("bias"),
    recurrentBias: inOrder("recurrentBias"),
  };
  return { blocks, perUnit, phases: Math.max(1, ...phaseOf.values()) };
}

/** Whether the gradient stops between two steps. A first state is of the chunk of the step that it comes before. */
export function isCut({ steps, truncation }: Plan, one: number, other: number): boolean {
  const chunkOf = (step: number) => Math.floor(Math.min(Math.max(step, 0), steps - 1) / truncation);
  return truncation > 0 && chunkOf(one) !== chunkOf(other);
}

/** The directions of a layer with these settings, in the order in which their outputs are concatenated. */
export const directionsOf = (layer: AnyValues): readonly Direction[] =>
  layer.bidirectional === true ? ["forward", "backward"] : ["forward"];

export const scansOf = (plan: Plan): readonly ScanNode[] =>
  plan.nodes.filter((node): node is ScanNode => node.op === "scan");

/**
 * Before the names of a scan's parameters. A layer of one direction and the forward one of two share their names: adding the other
 * keeps its weights.
 */
export const scanPath = (layer: number, direction: Direction): string =>
  direction === "forward" ? `layers.${layer}` : `layers.${layer}.backward`;

/** Path of a learned first state; the state's name is its last part. */
export const firstStatePath = ({ path }: Pick<ScanNode, "path">, state: string): string =>
  `${path}.initial.${state}`;

/** σ of random first states: a tenth of what a tanh can hold. No source gives a number; this one is ours. */
export const firstStateStddev = 0.1;

const firstStateOf = ({ initialState }: AnyValues): FirstState =>
  initialState === "random"
    ? { kind: "random", stddev: firstStateStddev }
    : { kind: initialState === "learned" ? "learned" : "zero" };

/** The plan's only loss. */
export function lossOf(plan: Plan): LossNode {
  const loss = plan.nodes.find((node): node is LossNode => node.op === "loss");
  if (!loss) throw new Error("a plan without a loss cannot be trained");
  return loss;
}

/**
 * Turns a model and the shapes of its task into a plan. Shapes: kernel [D, G·H], recurrentKernel [H, G·H], bias [G·H], where
 * G is the number of blocks of each: a cell with several recurrent kernels and one input has more in the second.
 */
export function planModel(model: ModelSpec, request: PlanRequest): Plan {
  const { steps, batch, input, outputs, truncation = 0, isPadded = false } = request;
  if (isPadded && truncation > 0)
    throw new RangeError(
      `sequences of unequal length cannot have their gradient stopped every ${truncation} steps: leave one of the two out`,
    );
  const nodes: PlanNode[] = [];
  const params: ParamSpec[] = [];
  let width = input.size;
  let from: ScanNode["from"] = "x";
  let index = 0;
  let forwardMultiplyAdds = 0;
  model.layers.forEach(({ cell, values }, layer) => {
    const { gates, states } = cells[cell];
    const equations = layerEquations(cell, values);
    const units = values.units as number;
    const needs = needsOf(equations, gates);
    const { blocks } = needs;
    const first = firstStateOf(values);
    const made: number[] = [];
    for (const direction of directionsOf(values)) {
      const owner = { layer, scan: index };
      const at = scanPath(layer, direction);
      for (const [role, rows] of [
        ["kernel", [width]],
        ["recurrentKernel", [units]],
        ["bias", []],
        ["recurrentBias", []],
      ] as const) {
        const own = blocks[role];
        if (own.length > 0)
          params.push(param(`${at}.${role}`, role, [...rows, own.length * units], owner, own));
      }
      for (const [name, held] of needs.perUnit) {
        const weight = param(`${at}.${name}`, "perUnit", [units], owner);
        params.push(held === undefined ? weight : { ...weight, held });
      }
      if (first.kind === "learned")
        for (const state of states)
          params.push(param(firstStatePath({ path: at }, state), "initial", [units], owner));
      nodes.push({
        op: "scan",
        index,
        layer,
        path: at,
        cell,
        options: values,
        equations,
        gates: gates.filter((gate) => Object.values(blocks).some((own) => own.includes(gate))),
        blocks,
        states,
        inputs: width,
        units,
        from,
        direction,
        first,
        dropout: (values.dropout as number) / 100,
        phases: needs.phases,
        record: equations.map(({ name }) => renewedState(name) ?? name),
      });
      // A token's product is a gather, so it costs no multiply-add.
      const inputs = layer === 0 && input.kind === "tokens" ? 0 : width * blocks.kernel.length;
      forwardMultiplyAdds += steps * batch * units * (inputs + units * blocks.recurrentKernel.length);
      made.push(index++);
    }
    from = made;
    width = made.length * units;
  });
  if (from === "x") throw new RangeError("a model has at least one layer");
  const readout = { layer: -1, scan: -1 };
  params.push(param("readout.kernel", "kernel", [width, outputs], readout));
  params.push(param("readout.bias", "bias", [outputs], readout));
  nodes.push({ op: "map", from, inputs: width, outputs });
  nodes.push({ op: "loss", kind: request.loss, reduction: request.reduction ?? "mean" });
  forwardMultiplyAdds += steps * batch * width * outputs;
  return {
    steps,
    batch,
    input,
    outputs,
    truncation,
    isPadded,
    nodes,
    params,
    parameterCount: params.reduce((sum, { size, held }) => sum + (held === undefined ? size : 0), 0),
    multiplyAdds: 3 * forwardMultiplyAdds,
  };
}

/** A model's plan with all its weights, whether gates are held or not: what snapshots and curves are laid out by. */
export const planFree = (model: ModelSpec, request: PlanRequest): Plan =>
  planModel({ ...model, layers: model.layers.map(freed) }, request);

/** The plan of a model at the shapes that another plan has. */
export function planLike(plan: Plan, model: ModelSpec): Plan {
  const { kind: loss, reduction } = lossOf(plan);
  return planModel(model, { ...plan, loss, reduction });
}
