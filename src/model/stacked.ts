/**
 * Plans that are stacks: every scan reads the input or the whole layer below, a dense node reads the last layer, and the loss
 * reads that node, all at the same step. The fused engines and the stepper know no other plan.
 */
import { type Formed, inEnglish, phrase } from "../lib/phrase.ts";
import { type NodeId, type NodeOf, type Place, type Plan, type PlanNode, scansOf } from "./plan.ts";

const isX = (place: Place | undefined): boolean =>
  place?.of === "x" && place.at !== "end" && place.at.lag === 0;

interface Reader {
  readonly from: readonly Place[];
}

/** Whether a node reads the input and nothing else, at the same step. */
export const readsInput = ({ from }: Reader): boolean => from.length === 1 && isX(from[0]);

/** The kinds of nodes that stacks are made of. */
const ofStacks = ["scan", "dense", "loss"] as const;
type StackNode = NodeOf<(typeof ofStacks)[number]>;
const isOfStack = (node: PlanNode): node is StackNode => ofStacks.some((op) => op === node.op);

/** The nodes that a node of a stack reads, in order; none where it reads the input. */
export const nodesRead = ({ from }: Reader): readonly NodeId[] =>
  from.flatMap(({ of }) => (of === "x" ? [] : [of]));

/** What is unusual in where a node reads a value, as half a sentence. */
function unusual({ id }: PlanNode, { of, state, at }: Place): Formed | undefined {
  if (at === "end") return phrase`“${id}” reads “${of}” at its last step`;
  if (at.lag > 0)
    return at.lag === 1
      ? phrase`“${id}” reads “${of}” one step earlier`
      : phrase`“${id}” reads “${of}” ${at.lag} steps earlier`;
  if (state !== undefined) return phrase`“${id}” reads the state ${state} of “${of}”`;
  return undefined;
}

/** Why a plan is no stack, as half a sentence; undefined where it is one. */
export function beyondStack(plan: Plan): Formed | undefined {
  const scans = scansOf(plan);
  const layerIds = (n: number) => scans.filter(({ layer }) => layer === n).map(({ id }) => id);
  const readBy = (node: StackNode): readonly NodeId[] => {
    switch (node.op) {
      case "scan":
        return node.layer === 0 ? ["x"] : layerIds(node.layer - 1);
      case "dense":
        return layerIds(Math.max(...scans.map(({ layer }) => layer)));
      case "loss":
        return plan.nodes.flatMap((other) => (other.op === "dense" ? [other.id] : []));
      default:
        return node satisfies never;
    }
  };
  const owners = new Map<string, NodeId>();
  for (const node of plan.nodes) {
    const { id, op } = node;
    if (!isOfStack(node)) return phrase`“${id}” is a node of kind “${op}”, which no stack has`;
    const places = node.op === "loss" ? [node.of] : node.from;
    for (const place of places) {
      const why = unusual(node, place);
      if (why !== undefined) return why;
    }
    const [read, usual] = [places.map(({ of }) => of), readBy(node)].map((ids) => ids.join(", "));
    if (read !== usual) return phrase`“${id}” reads ${read ?? ""}, where a stack has ${usual ?? ""}`;
    if (node.op === "loss") continue;
    const other = owners.get(node.path);
    if (other !== undefined) return phrase`“${other}” and “${id}” share their weights`;
    owners.set(node.path, id);
  }
  return undefined;
}

/** @throws RangeError where a plan is no stack. @param who as in a sentence: "the stepper" */
export function checkStack(plan: Plan, who: string): void {
  const why = beyondStack(plan);
  if (why !== undefined) throw new RangeError(`${who} runs stacks of layers, but ${inEnglish(why)}`);
}
