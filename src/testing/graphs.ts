/** For tests: networks that are no stacks, written by hand from nodes and places. */
import type { CellKind } from "../cells/index.ts";
import type { AnyValues } from "../lib/fields.ts";
import { assemble } from "../model/assemble.ts";
import type { PlanRequest } from "../model/build.ts";
import { smallRequest, stackOf } from "../model/networks.ts";
import {
  type DenseNode,
  type Direction,
  here,
  type LossNode,
  type NodeId,
  type Place,
  type Plan,
  type PlanNode,
  type ScanNode,
  scansOf,
} from "../model/plan.ts";

const units = 2;
const before = (of: Place["of"], lag = 1): Place => ({ of, at: { lag } });
const end = (of: NodeId): Place => ({ of, at: "end" });

/** A scan of so many units; its index is set by `network`. */
function scan(
  id: NodeId,
  cell: CellKind,
  inputs: number,
  from: readonly Place[],
  options: AnyValues = {},
  direction: Direction = "forward",
): ScanNode {
  const [made] = scansOf(stackOf([{ cell, options }], smallRequest, units));
  if (!made) throw new Error("a stack of one layer has one scan");
  return { ...made, id, path: id, inputs, from, direction };
}

const dense = (id: NodeId, inputs: number, outputs: number, from: readonly Place[]): DenseNode => ({
  ...({ op: "dense", id, path: id } as const),
  ...{ inputs, outputs, from },
});

function network(
  request: PlanRequest,
  nodes: readonly Exclude<PlanNode, LossNode>[],
  read: Place = here("readout"),
): Plan {
  const { steps, batch, input, outputs, loss: kind, reduction = "mean", truncation = 0 } = request;
  const { isPadded = false } = request;
  let index = 0;
  const numbered = nodes.map((node): PlanNode => {
    if (node.op !== "scan") return node;
    return { ...node, layer: index, index: index++ };
  });
  const loss: LossNode = { op: "loss", id: "loss", of: read, inputs: outputs, kind, reduction };
  return assemble({ steps, batch, input, outputs, truncation, isPadded, nodes: [...numbered, loss] });
}

const learned = { initialState: "learned" };
const D = 2;
const V = 2;
const readout = (from: Place | readonly Place[], inputs = units) =>
  dense("readout", inputs, V, Array.isArray(from) ? (from as readonly Place[]) : [from as Place]);

const small: PlanRequest = { ...smallRequest, input: { kind: "floats", size: D } };

export interface Graph {
  readonly name: string;
  /** In the order of a plan's loops. */
  readonly loops: readonly (readonly NodeId[])[];
  readonly plan: (request?: Partial<PlanRequest>) => Plan;
}

const graph = (
  name: string,
  loops: Graph["loops"],
  nodes: readonly Exclude<PlanNode, LossNode>[],
  own: Partial<PlanRequest> = {},
  read?: Place,
): Graph => ({
  name,
  loops,
  plan: (request = {}) => network({ ...small, ...own, ...request }, nodes, read),
});

export const graphs: readonly Graph[] = [
  graph(
    "feedback: a layer reads the state that the layer above had one step before",
    [["low", "high"], ["readout"], ["loss"]],
    [
      scan("low", "lstm", D + units, [here("x"), before("high")], learned),
      scan("high", "gru", units, [here("low")], learned),
      readout(here("high")),
    ],
  ),
  graph(
    "feedback from the last step to the first",
    [["low", "high"], ["readout"], ["loss"]],
    [
      scan("low", "simple", D + units, [here("x"), before("high", 2)], learned, "backward"),
      scan("high", "lstm", units, [here("low")], learned, "backward"),
      readout(here("high")),
    ],
  ),
  graph(
    "two layers that share their weights",
    [["a"], ["b"], ["readout"], ["loss"]],
    [
      { ...scan("a", "gru", units, [here("x")], learned), path: "shared" },
      { ...scan("b", "gru", units, [here("a")], learned), path: "shared" },
      readout(here("b")),
    ],
  ),
  graph(
    "own outputs fed back: a dense node within a loop",
    [["scan", "readout"], ["loss"]],
    [scan("scan", "lstm", D + V, [here("x"), before("readout")], learned), readout(here("scan"))],
  ),
  graph(
    "own outputs fed back from the last step to the first",
    [["scan", "readout"], ["loss"]],
    [scan("scan", "gru", D + V, [here("x"), before("readout")], learned, "backward"), readout(here("scan"))],
  ),
  graph(
    "a layer that reads the end of another at every step",
    [["encoder"], ["decoder"], ["readout"], ["loss"]],
    [
      scan("encoder", "lstm", D, [here("x")]),
      scan("decoder", "gru", D + units, [here("x"), end("encoder")]),
      readout(here("decoder")),
    ],
  ),
  graph(
    "a layer that reads the end of one that goes backward, its cell state, and x two steps before",
    [["encoder"], ["decoder"], ["readout"], ["loss"]],
    [
      scan("encoder", "lstm", D, [here("x")], learned, "backward"),
      scan("decoder", "simple", 2 * units + D, [
        end("encoder"),
        { of: "encoder", state: "c", at: { lag: 1 } },
        before("x", 2),
      ]),
      readout([here("decoder"), end("decoder")], 2 * units),
    ],
  ),
  graph(
    "a dense node that reads its own output, and a loss that reads a layer",
    [["sum"], ["scan"], ["loss"]],
    [dense("sum", 2 * units, units, [here("x"), before("sum")]), scan("scan", "gru", units, [here("sum")])],
    { outputs: units },
    here("scan"),
  ),
  graph(
    "layers that look back nowhere, over tokens beside a layer of tokens, with dropout",
    [["embedding"], ["map"], ["scan"], ["readout"], ["loss"]],
    [
      scan("embedding", "embedding", 4, [here("x")], { dropout: 40 }),
      dense("map", units, 3, [here("embedding")]),
      scan("scan", "simple", 7, [here("map"), before("x")], { ...learned, dropout: 40 }),
      readout(here("scan")),
    ],
    { input: { kind: "tokens", size: 4 }, loss: "crossEntropy" },
  ),
  graph(
    "a loop written from the top down, of layers that drop a share of what they pass on",
    [["top", "low"], ["readout"], ["loss"]],
    [
      readout([here("low"), here("top")], 2 * units),
      scan("low", "gru", D + units, [here("x"), here("top")], { ...learned, dropout: 40 }),
      scan("top", "simple", units, [before("low")], { ...learned, dropout: 40 }),
    ],
  ),
];
