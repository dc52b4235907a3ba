/** The gates and states of one layer in the order in which a step computes them: what the panels of the view Memory show. */
import { factsOf } from "../cells/facts.ts";
import { cells } from "../cells/index.ts";
import { clampableGates } from "../experiment/clamp-fields.ts";
import { type ActName, type Equation, renewedState, walk } from "../lib/expr.ts";
import { planOf } from "../model/counted.ts";
import { type ScanNode, scansOf } from "../model/plan.ts";
import { networkTrace } from "../trainer/protocol.ts";
import { inverses } from "./pre-activation.ts";
import { type NetworkPicture, networkAt, type Picture, type SignalPicture } from "./time/picture.ts";

export interface MemorySignal extends SignalPicture {
  /** sum: what goes into the activation of a state, see `sumBefore`. */
  readonly kind: "gate" | "candidate" | "state" | "sum";
  /** What its equation ends in; null of a state that is a sum or a product. */
  readonly act: ActName | null;
  readonly isHoldable: boolean;
}

/** One layer of a network on the probe. */
export interface Memory {
  readonly network: NetworkPicture;
  readonly scan: ScanNode;
  /** In the order of computation. */
  readonly signals: readonly MemorySignal[];
}

const plain = (name: string): string => renewedState(name) ?? name;

/**
 * Names of a cell's equations, unprimed, each as late as the states allow: all that the first state needs, that state, and
 * on. Of the LSTM i f g c o h, since nothing but h′ reads the output gate.
 */
export function computedOrder(equations: readonly Equation[]): readonly string[] {
  const order: Equation[] = [];
  const visit = (equation: Equation): void => {
    if (order.includes(equation)) return;
    const read = new Set<string>();
    walk(equation.expr, (node) => {
      if (node.op === "ref" && node.lag === 0) read.add(node.name);
      if (node.op === "recur" && node.lag === 0) read.add(node.source);
    });
    for (const other of equations) if (other !== equation && read.has(other.name)) visit(other);
    order.push(equation);
  };
  for (const equation of equations) if (renewedState(equation.name) !== undefined) visit(equation);
  for (const equation of equations) visit(equation);
  return order.map(({ name }) => plain(name));
}

/**
 * The gate that the old state is multiplied by, or by 1 less it, in the equation that renews the state: LSTM f, GRU z.
 * Undefined where no gate does that.
 */
export function keepingGate(equations: readonly Equation[]): string | undefined {
  const { shares } = factsOf(equations);
  for (const { name, expr } of equations) {
    if (renewedState(name) === undefined) continue;
    let found: string | undefined;
    walk(expr, (node) => {
      if (node.op !== "mul" || found !== undefined) return;
      for (const [one, other] of [
        [node.a, node.b],
        [node.b, node.a],
      ] as const) {
        if (other.op !== "ref" || other.lag === 0) continue;
        walk(one, (leaf) => {
          if (leaf.op === "ref" && leaf.lag === 0 && shares.includes(leaf.name)) found ??= leaf.name;
        });
      }
    });
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Its letter is a sign, since no source has one: many write z, which is a gate of the GRU, or a. */
const sumName = "Σ";
const sumWords = { tanh: "before tanh", sigmoid: "before σ" } as const;

/**
 * The sum of products that a plain RNN's state is the activation of, found again from the state (`pre-activation.ts`). Null of a cell that has
 * gates or a candidate, whose strips show more, and of ReLU, under which all that is negative is lost.
 */
function sumBefore(signals: readonly MemorySignal[]): MemorySignal | null {
  const [state, ...others] = signals;
  if (!state || others.length > 0 || state.act === null || state.act === "relu") return null;
  return {
    ...state,
    ...{ name: sumName, word: sumWords[state.act], kind: "sum", act: null, isHoldable: false },
    values: state.values.map(inverses[state.act]),
  };
}

function build(picture: Picture, lane: number): Memory | null {
  const network = networkAt(picture, lane);
  const plan = planOf(picture.record.plans[lane]);
  const scan = plan && network && scansOf(plan)[network.scan];
  const trajectories = networkTrace(picture.trace?.models[lane])?.trajectories[network?.scan ?? -1];
  if (!network || !scan || !trajectories) return null;
  const { gates, words } = cells[scan.cell];
  // Of a gate that was held from the start, too: it has a place here where it can be freed.
  const shares = factsOf(scan.cellEquations).shares.map(plain);
  const signals = computedOrder(scan.cellEquations).flatMap((name): readonly MemorySignal[] => {
    const values = trajectories[name];
    const isState = scan.states.includes(name);
    if (!values || !(isState || gates.includes(name))) return [];
    const isGate = shares.includes(name);
    const expr = scan.cellEquations.find((equation) => plain(equation.name) === name)?.expr;
    return [
      {
        ...{ model: lane, name, word: words[name] ?? name, isGate, units: network.units, values },
        order: network.hidden.order,
        kind: isState ? "state" : isGate ? "gate" : "candidate",
        act: expr?.op === "act" ? expr.fn : null,
        isHoldable: clampableGates(scan.cell).includes(name),
      },
    ];
  });
  const sum = sumBefore(signals);
  return { network, scan, signals: sum ? [sum, ...signals] : signals };
}

const known = new WeakMap<Picture, Map<number, Memory | null>>();

/** Made once a picture. Null of a model that counts, and before the first trace. */
export function memoryOf(picture: Picture, lane: number): Memory | null {
  const own = known.get(picture) ?? new Map<number, Memory | null>();
  known.set(picture, own);
  const made = own.get(lane);
  if (made !== undefined) return made;
  const memory = build(picture, lane);
  own.set(lane, memory);
  return memory;
}

/** The last state that a step renews before its output: the cell state where there is one, else the hidden state. */
export const keptState = ({ signals, network }: Memory): SignalPicture =>
  signals.find(({ kind }) => kind === "state") ?? network.hidden;
