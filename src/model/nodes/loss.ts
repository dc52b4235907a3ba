import { losses } from "../losses.ts";
import type { LossNode } from "../plan.ts";
import type { NodeKind } from "./node.ts";

/** What training makes small. Its kinds are in `../losses.ts`. */
export const loss: NodeKind<LossNode> = {
  op: "loss",
  title: "loss",
  places: ({ of }) => [of],
  inputs: ({ inputs }) => inputs,
  width: () => undefined,
  looksBack: () => false,
  direction: () => undefined,
  params: () => [],
  initial: () => new Float32Array(0),
  multiplyAdds: () => 0,
  pointwise: ({ kind, inputs }) => inputs * losses[kind].operations,
  memory: () => ({ saved: 0, kept: 0 }),
  count: () => undefined,
};
