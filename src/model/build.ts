/** Turns a model and the shapes of its task into a plan. */

import type { Handle, Net } from "../architectures/architecture.ts";
import { architectures } from "../architectures/index.ts";
import { type BlockRole, type Blocks, factsOf } from "../cells/facts.ts";
import { cells } from "../cells/index.ts";
import { freed } from "../experiment/clamp-fields.ts";
import {
  type ExperimentSpec,
  type LayerPlace,
  type ModelSpec,
  mapLayers,
  placesOf,
} from "../experiment/spec.ts";
import { type Equation, renewedState } from "../lib/expr.ts";
import type { AnyValues } from "../lib/fields.ts";
import { phrase } from "../lib/phrase.ts";
import { Refused } from "../lib/said.ts";
import type { LossKind, TaskIO } from "../tasks/task.ts";
import { assemble } from "./assemble.ts";
import { layerEquations } from "./layer-equations.ts";
import {
  type Direction,
  type FirstState,
  here,
  type LossNode,
  lossOf,
  type Place,
  type Plan,
  type PlanNode,
  type ScanNode,
  scanPath,
} from "./plan.ts";

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
  // The mean over no steps would be no number.
  reduction: training.reduction === "sum" || io.isUnasked ? "batch" : "mean",
  isPadded: io.isPadded ?? false,
});

/** Blocks that the equations use, in the order of the cell's gates: frozen, since snapshots depend on it. */
function blocksOf(equations: readonly Equation[], gates: readonly string[]): Blocks {
  const { blocks } = factsOf(equations);
  const inOrder = (role: BlockRole) => gates.filter((gate) => blocks[role].includes(gate));
  return {
    kernel: inOrder("kernel"),
    recurrentKernel: inOrder("recurrentKernel"),
    bias: inOrder("bias"),
    recurrentBias: inOrder("recurrentBias"),
  };
}

/** The directions of a layer with these settings, in the order in which their outputs are concatenated. */
export const directionsOf = (layer: AnyValues): readonly Direction[] =>
  layer.bidirectional === true ? ["forward", "backward"] : ["forward"];

/** σ of random first states: a tenth of what a tanh can hold. No source gives a number; this one is ours. */
export const firstStateStddev = 0.1;

const firstStateOf = ({ initialState }: AnyValues): FirstState =>
  initialState === "random"
    ? { kind: "random", stddev: firstStateStddev }
    : { kind: initialState === "learned" ? "learned" : "zero" };

/** A signal and where a node finds it: several places are read side by side. */
interface Signal extends Handle {
  readonly from: readonly Place[];
}

/** Signals side by side. */
const joined = (signals: readonly Signal[]): Signal => ({
  from: signals.flatMap(({ from }) => from),
  width: signals.reduce((sum, { width }) => sum + width, 0),
});

/** A net that writes down the nodes that an architecture builds. */
function createNet(model: ModelSpec, { input, outputs, loss: kind, reduction = "mean" }: PlanRequest) {
  const nodes: PlanNode[] = [];
  const places = placesOf(model);
  let index = 0;

  /** One layer in its directions. */
  function addLayer({ part, index: own, layer: { cell, values } }: LayerPlace, layer: number, below: Signal) {
    const { gates, states } = cells[cell];
    const written = layerEquations(cell, values);
    const { equations } = written;
    const units = values.units as number;
    const blocks = blocksOf(equations, gates);
    const made = directionsOf(values).map((direction): ScanNode => {
      const path = scanPath(part, own, direction);
      return {
        op: "scan",
        id: path,
        index: index++,
        layer,
        path,
        cell,
        options: values,
        ...written,
        gates: gates.filter((gate) => Object.values(blocks).some((own) => own.includes(gate))),
        blocks,
        states,
        inputs: below.width,
        units,
        from: below.from,
        direction,
        first: firstStateOf(values),
        dropout: (values.dropout as number) / 100,
        phases: factsOf(equations).phases,
        traced: equations.map(({ name }) => renewedState(name) ?? name),
      };
    });
    nodes.push(...made);
    return { from: made.map(({ id }) => here(id)), width: made.length * units };
  }

  const x: Signal = { from: [here("x")], width: input.size };
  // An architecture has no other handles than those that this net gave it.
  const signals = (handles: readonly Handle[]) => joined(handles as readonly Signal[]);
  const net: Net = {
    x,
    stack(part, from) {
      const own = places.filter((place) => place.part === part);
      if (own.length === 0) throw new RangeError("a model has at least one layer");
      return own.reduce((below, place) => addLayer(place, places.indexOf(place), below), signals(from));
    },
    dense(path, handles) {
      const { from, width } = signals(handles);
      nodes.push({ op: "dense", id: path, path, from, inputs: width, outputs });
      const made: Signal = { from: [here(path)], width: outputs };
      return made;
    },
    loss(read) {
      const { from, width } = signals([read]);
      const [of, ...others] = from;
      if (!of || others.length > 0) throw new Error("a loss reads the signal of one node");
      nodes.push({ op: "loss", id: "loss", of, inputs: width, kind, reduction });
    },
  };
  return { net, nodes };
}

/** Turns a model and the shapes of its task into a plan, as its architecture says. */
export function planModel(model: ModelSpec, request: PlanRequest): Plan {
  const { steps, batch, input, outputs, truncation = 0, isPadded = false } = request;
  if (isPadded && truncation > 0)
    throw new Refused(
      phrase`sequences of unequal length cannot have their gradient stopped every ${truncation} steps: leave one of the two out`,
    );
  const { net, nodes } = createNet(model, request);
  architectures[model.architecture].build(net, model.values);
  return assemble({ steps, batch, input, outputs, truncation, isPadded, nodes });
}

/** A model's plan with all its weights, whether gates are held or not: what snapshots and curves are laid out by. */
export const planFree = (model: ModelSpec, request: PlanRequest): Plan =>
  planModel(mapLayers(model, freed), request);

/** The plan of a model at the shapes that another plan has. */
export function planLike(plan: Plan, model: ModelSpec): Plan {
  const { kind: loss, reduction } = lossOf(plan);
  return planModel(model, { ...plan, loss, reduction });
}
