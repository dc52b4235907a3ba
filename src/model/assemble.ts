/** Makes a plan of nodes: what can be derived is derived here, and nodes that do not fit together are refused. */
import { directionOf, loopsOf } from "./loops.ts";
import { kindOf, titleOf } from "./nodes/index.ts";
import { lossOf, nodeOf, type ParamSpec, type Place, type Plan, type PlanNode } from "./plan.ts";

/** What of a plan is not derived. */
export type Parts = Omit<Plan, "loops" | "params" | "parameterCount" | "multiplyAdds">;

/** @returns numbers a step at a place. @throws RangeError where there is no such signal */
function widthAt({ nodes, input }: Parts, reader: PlanNode, { of, state, at }: Place): number {
  if (at !== "end" && !(Number.isInteger(at.lag) && at.lag >= 0))
    throw new RangeError(`${titleOf(reader)} reads ${at.lag} steps back: write a whole number from 0 on`);
  const node = nodes.find(({ id }) => id === of);
  const width =
    of === "x" ? (state === undefined ? input.size : undefined) : node && kindOf(node).width(node, state);
  if (width === undefined)
    throw new RangeError(
      `${titleOf(reader)} reads ${state ? `the state ${state} of ` : ""}“${of}”, which nobody makes`,
    );
  return width;
}

/** @throws RangeError where a node reads what is not there, or another width than its own */
function checkPlaces(parts: Parts): void {
  const { nodes } = parts;
  for (const node of nodes) {
    if (nodes.filter(({ id }) => id === node.id).length > 1)
      throw new RangeError(`“${node.id}” is the name of two nodes`);
    const kind = kindOf(node);
    const width = kind.places(node).reduce((sum, place) => sum + widthAt(parts, node, place), 0);
    if (width !== kind.inputs(node))
      throw new RangeError(
        `${titleOf(node)} reads ${width} numbers a step, but has ${kind.inputs(node)} inputs`,
      );
  }
  const { of, at } = lossOf(parts).of;
  if (at === "end" || at.lag > 0)
    throw new RangeError(
      `the loss reads “${of}” at another step than its own, where no target belongs to it`,
    );
}

/** @throws RangeError where a loop has two directions, or a node of it waits for the loop's own end */
function checkLoops(parts: Parts, loops: Plan["loops"]): void {
  for (const loop of loops)
    for (const id of loop) {
      const node = nodeOf(parts, id);
      const kind = kindOf(node);
      if ((kind.direction(node) ?? directionOf(parts, loop)) !== directionOf(parts, loop))
        throw new RangeError(`${titleOf(node)} steps together with scans that read in the other direction`);
      const late = kind.places(node).find(({ of, at }) => at === "end" && loop.includes(of));
      if (late) throw new RangeError(`${titleOf(node)} reads the end of “${late.of}”, which ends with it`);
    }
}

/** Parameters of all nodes, each path once. @throws RangeError where nodes that share a path differ in shape */
function paramsOf(nodes: readonly PlanNode[]): readonly ParamSpec[] {
  const byPath = new Map<string, ParamSpec>();
  for (const node of nodes)
    for (const param of kindOf(node).params(node)) {
      const known = byPath.get(param.path);
      if (known && (known.shape.join() !== param.shape.join() || known.gates.join() !== param.gates.join()))
        throw new RangeError(
          `“${known.node}” and “${param.node}” share “${param.path}”, but its shape is [${known.shape.join(", ")}] in one and [${param.shape.join(", ")}] in the other`,
        );
      if (!known) byPath.set(param.path, param);
    }
  return [...byPath.values()];
}

/** @throws RangeError where the nodes are no network, with what is wrong */
export function assemble(parts: Parts): Plan {
  checkPlaces(parts);
  const loops = loopsOf(parts);
  checkLoops(parts, loops);
  const params = paramsOf(parts.nodes);
  const { steps, batch, nodes, input } = parts;
  const forward = nodes.reduce((sum, node) => sum + kindOf(node).multiplyAdds(node, input), 0);
  return {
    ...parts,
    loops,
    params,
    parameterCount: params.reduce((sum, { size }) => sum + size, 0),
    multiplyAdds: 3 * steps * batch * forward,
  };
}
