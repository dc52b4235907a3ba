import { countDense } from "../count-terms.ts";
import { fillBlocks } from "../fill-blocks.ts";
import { type DenseNode, densePath } from "../plan.ts";
import { type NodeKind, param } from "./node.ts";

/** y = x W + b. Kernel W [inputs, outputs], bias b [outputs]. */
export const dense: NodeKind<DenseNode> = {
  op: "dense",
  title: "dense node",
  places: ({ from }) => from,
  inputs: ({ inputs }) => inputs,
  width: ({ outputs }, state) => (state === undefined ? outputs : undefined),
  looksBack: () => false,
  direction: () => undefined,
  params: (node) => [
    param(densePath(node, "kernel"), "kernel", [node.inputs, node.outputs], node.id),
    param(densePath(node, "bias"), "bias", [node.outputs], node.id),
  ],
  initial: (node, spec, rng) =>
    spec.role === "kernel"
      ? fillBlocks(rng, spec, "glorotUniform", 0, node.inputs)
      : new Float32Array(spec.size),
  multiplyAdds: ({ inputs, outputs }) => inputs * outputs,
  pointwise: () => 0,
  memory: ({ outputs }) => ({ saved: outputs, kept: outputs }),
  count: ({ inputs, outputs, path }) => countDense(inputs, outputs, path),
};
