/** Facts of a cell that several layers need, read off its equations in this one place. */
import { activations } from "../lib/activations.ts";
import { type Equation, renewedState, walk } from "../lib/expr.ts";

/** Parameters made of blocks of columns, one a gate. */
export type BlockRole = "kernel" | "recurrentKernel" | "bias" | "recurrentBias";
/** By parameter: the gates that have a block in it, in order. A gate that reads no input has none in the kernel. */
export type Blocks = { readonly [R in BlockRole]: readonly string[] };

export interface CellFacts {
  /** Equations whose value an activation keeps between 0 and 1: its gates in the narrow sense. */
  readonly shares: readonly string[];
  /**
   * Of those, the gates that can be held: the value of one is computed from projections (W·x, U·s) that stand in its own equation and
   * are read nowhere else, so that a number in its place leaves them out. Two gates of one projection cannot be, and no state.
   */
  readonly holdable: readonly string[];
  /** How many steps back states are read, each distance once, in rising order; empty for a cell that reads its own step alone. */
  readonly lags: readonly number[];
  /** States that are read at an earlier step; none of a cell that reads its own step alone. */
  readonly readsBack: ReadonlySet<string>;
  /** In the order in which the equations read them. */
  readonly blocks: Blocks;
  /** Names of the weights with one value a unit. */
  readonly perUnit: readonly string[];
  /** Matrix products a step that wait for each other: 1, or 2 for a GRU with the reset before. */
  readonly phases: number;
}

/** The projections that an expression reads itself, each by a key of its own. */
function projectionsOf({ expr }: Equation): readonly string[] {
  const keys: string[] = [];
  walk(expr, (node) => {
    if (node.op === "input" || node.op === "recur") keys.push(`${node.op} ${node.gate}`);
  });
  return keys;
}

function derive(equations: readonly Equation[]): CellFacts {
  const lags = new Set<number>();
  const readsBack = new Set<string>();
  const phaseOf = new Map<string, number>();
  const perUnit = new Set<string>();
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
      if (node.op === "param") perUnit.add(node.name);
      if (node.op === "ref" && node.lag === 0) phase = Math.max(phase, phaseOf.get(node.name) ?? 0);
      if (node.op === "recur") {
        used.recurrentKernel.add(node.gate);
        if (node.bias) used.recurrentBias.add(node.gate);
        phase = Math.max(phase, node.lag === 0 ? (phaseOf.get(node.source) ?? 0) + 1 : 1);
      }
      if ((node.op === "ref" || node.op === "recur") && node.lag > 0) {
        lags.add(node.lag);
        readsBack.add(node.op === "ref" ? node.name : node.source);
      }
    });
    phaseOf.set(name, phase);
  }
  const shares = equations.flatMap(({ name, expr }) =>
    expr.op === "act" && activations[expr.fn].isShare ? [name] : [],
  );
  const read = equations.map((equation) => ({ name: equation.name, keys: projectionsOf(equation) }));
  const isOwn = (name: string, key: string) =>
    read.every((other) => other.name === name || !other.keys.includes(key));
  return {
    shares,
    holdable: read.flatMap(({ name, keys }) =>
      shares.includes(name) &&
      renewedState(name) === undefined &&
      keys.length > 0 &&
      keys.every((key) => isOwn(name, key))
        ? [name]
        : [],
    ),
    lags: [...lags].sort((a, b) => a - b),
    readsBack,
    blocks: {
      kernel: [...used.kernel],
      recurrentKernel: [...used.recurrentKernel],
      bias: [...used.bias],
      recurrentBias: [...used.recurrentBias],
    },
    perUnit: [...perUnit],
    phases: Math.max(1, ...phaseOf.values()),
  };
}

const known = new WeakMap<readonly Equation[], CellFacts>();
/** Derived once for each list of equations. */
export function factsOf(equations: readonly Equation[]): CellFacts {
  const facts = known.get(equations) ?? derive(equations);
  known.set(equations, facts);
  return facts;
}
