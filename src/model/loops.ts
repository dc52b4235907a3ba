/** Which nodes of a plan step together, and in which order all of them are computed. */
import { kindOf, titleOf } from "./nodes/index.ts";
import { type Direction, type NodeId, nodeOf, type Place, type Plan, type PlanNode } from "./plan.ts";

type Nodes = Pick<Plan, "nodes">;

const isSameStep = ({ at }: Place): boolean => at !== "end" && at.lag === 0;

/** Places of a node that are values of other nodes, or of its own. */
const readsOf = (node: PlanNode): readonly Place[] =>
  kindOf(node)
    .places(node)
    .filter(({ of }) => of !== "x");

/** Takes, again and again, the first of what is left whose needs have all been taken. */
function inOrder<T>(
  all: readonly T[],
  needs: (one: T) => readonly T[],
  stuck: (left: readonly T[]) => Error,
): T[] {
  const taken: T[] = [];
  let left = [...all];
  while (left.length > 0) {
    const next = left.find((one) => needs(one).every((other) => taken.includes(other)));
    if (next === undefined) throw stuck(left);
    taken.push(next);
    left = left.filter((other) => other !== next);
  }
  return taken;
}

/**
 * The loops of a plan, in the order in which they run: the strongly connected nodes, each loop in the order of a step.
 * @throws RangeError where nodes wait for each other within a step
 */
export function loopsOf({ nodes }: Nodes): readonly (readonly NodeId[])[] {
  const ofId = new Map(nodes.map((node) => [node.id, node]));
  const sourcesOf = (node: PlanNode, keep: (place: Place) => boolean = () => true) =>
    readsOf(node)
      .filter(keep)
      .map(({ of }) => ofId.get(of) as PlanNode);

  /** All that a node depends on, over any number of places. */
  const dependencies = new Map(
    nodes.map((node) => {
      const found = new Set<PlanNode>();
      const visit = (one: PlanNode) => {
        for (const source of sourcesOf(one))
          if (!found.has(source)) {
            found.add(source);
            visit(source);
          }
      };
      visit(node);
      return [node, found] as const;
    }),
  );
  const dependsOn = (one: PlanNode, other: PlanNode) => dependencies.get(one)?.has(other) ?? false;

  const loops: PlanNode[][] = [];
  for (const node of nodes) {
    const loop = loops.find(([first]) => first && dependsOn(first, node) && dependsOn(node, first));
    if (loop) loop.push(node);
    else loops.push([node]);
  }
  const stepped = loops.map((loop) =>
    inOrder(
      loop,
      (node) => sourcesOf(node, isSameStep).filter((source) => loop.includes(source)),
      (left) =>
        new RangeError(
          `${left.map(titleOf).join(" and ")} wait for each other within a step: let one read earlier`,
        ),
    ),
  );
  const orderedLoop = (node: PlanNode) => stepped.find((loop) => loop.includes(node)) as PlanNode[];
  return inOrder(
    stepped,
    (loop) => loop.flatMap((node) => sourcesOf(node).map(orderedLoop)).filter((other) => other !== loop),
    () => new Error("loops depend on each other, although they are strongly connected nodes"),
  ).map((loop) => loop.map(({ id }) => id));
}

/** The loop of a node. */
export const loopOf = ({ loops }: Pick<Plan, "loops">, id: NodeId): readonly NodeId[] =>
  loops.find((loop) => loop.includes(id)) ?? [id];

/** Whether a loop reads its own values of earlier steps, so that its nodes take turns at every step. */
export const readsItself = (plan: Nodes, loop: readonly NodeId[]): boolean =>
  loop.some((id) => readsOf(nodeOf(plan, id)).some(({ of }) => loop.includes(of)));

/** Whether the nodes of a loop go step by step; else all steps are computed at once. */
export const isStepped = (plan: Nodes, loop: readonly NodeId[]): boolean =>
  readsItself(plan, loop) || loop.some((id) => kindOf(nodeOf(plan, id)).looksBack(nodeOf(plan, id)));

/** The direction of a loop's time: that of its scans, and forward where it has none. */
export function directionOf(plan: Nodes, loop: readonly NodeId[]): Direction {
  const [first] = loop.flatMap((id) => kindOf(nodeOf(plan, id)).direction(nodeOf(plan, id)) ?? []);
  return first ?? "forward";
}
