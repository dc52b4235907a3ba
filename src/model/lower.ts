/**
 * From a cell's equations to what a kernel printer needs: which products a step makes and in which order, what they leave
 * for the backward pass, and what that pass leaves for the step before. Derived for every cell; no engine knows a cell.
 *
 * An *accumulator* is one sum a unit: that of all projections (W·x, U·s and their biases) that share an adjoint, so
 * that one delta serves them all. A *phase* is a product that waits for another one of the same step: a GRU with the
 * reset before has two. Phases run upwards in the forward pass and downwards in the backward pass.
 */
import { factsOf } from "../cells/facts.ts";
import { type Equation, renewedState } from "../lib/expr.ts";
import { differentiate, type GradNode, type NodeId, operandsOf, type StepGraph } from "../lib/expr-grad.ts";

export type LeafNode = Extract<GradNode, { op: "input" | "recur" }>;
export type RecurNode = Extract<GradNode, { op: "recur" }>;
export type InputNode = Extract<GradNode, { op: "input" }>;

export interface Accumulator {
  /** Place among all accumulators of the cell. */
  readonly index: number;
  /** 1 for products with earlier steps, 2 for products with what phase 1 made … */
  readonly phase: number;
  /** ∂L/∂(the sum): the accumulator's delta. */
  readonly adjoint: NodeId;
  readonly leaves: readonly NodeId[];
  readonly inputs: readonly InputNode[];
  readonly recurs: readonly RecurNode[];
}

/** What a recurrent product reads: a value of the cell as it was `lag` steps ago, 0 for one of the same step. */
export interface Lagged {
  readonly source: string;
  readonly lag: number;
}

/** One product of a phase: U·source for all accumulators that read it. */
export interface Source extends Lagged {
  readonly phase: number;
  /** By accumulator of the phase, in its order: the gate whose block of the recurrent kernel it reads, if any. */
  readonly gates: readonly (string | undefined)[];
}

/** Something that a forward phase saves, [B, H] a step: an equation's value, or an accumulator's sum that stands alone. */
export interface Saved {
  /** Equation name, states unprimed; or "Wx …"/"Us …" for a sum. */
  readonly name: string;
  readonly node: NodeId;
}

/** Something that a backward phase leaves, [B, H] a step. */
export interface Kept {
  readonly node: NodeId;
  /** For pictures and tests: "delta i", "∂L/∂c", "carry c 1". */
  readonly name: string;
}

export interface LoweredPhase {
  /** 1-based. */
  readonly phase: number;
  readonly accumulators: readonly Accumulator[];
  readonly sources: readonly Source[];
  /** By accumulator: the gate whose block of kernel and bias it reads. */
  readonly inputGates: readonly (string | undefined)[];
  readonly biased: readonly boolean[];
  readonly recurrentBiased: readonly boolean[];
  /** Equations that are computed in this phase, in order. */
  readonly equations: readonly Saved[];
  readonly saved: readonly Saved[];
  readonly kept: readonly Kept[];
}

/** What a state receives from a later step, unit by unit. */
export interface Carry {
  readonly state: string;
  readonly lag: number;
  readonly node: NodeId;
}

export interface LoweredCell {
  readonly graph: StepGraph;
  readonly states: readonly string[];
  /** How many steps back states are read, each distance once. */
  readonly lags: readonly number[];
  /** How far back a step looks: 1, or more for cells that skip. */
  readonly maxLag: number;
  readonly accumulators: readonly Accumulator[];
  /** Index 0 is phase 1. */
  readonly phases: readonly LoweredPhase[];
  readonly carries: readonly Carry[];
  /** ∂L/∂s_t of every state, everything later included. */
  readonly totals: readonly { readonly state: string; readonly node: NodeId }[];
  /** Gates that can be held, with the nodes of their values: see `CellFacts.holdable`. */
  readonly holdable: readonly { readonly gate: string; readonly node: NodeId }[];
  /** Weights a unit. */
  readonly perUnit: readonly { readonly name: string; readonly adjoint: NodeId }[];
  /** Where an equation's value or a lone sum is saved. */
  savedAt(node: NodeId): { readonly phase: number; readonly plane: number } | undefined;
  savedByName(name: string): { readonly phase: number; readonly plane: number };
  keptAt(node: NodeId): { readonly phase: number; readonly plane: number } | undefined;
  accumulatorOf(leaf: NodeId): Accumulator;
  /** The sum at `node` as whole accumulators and what else is added; undefined if no accumulator is in it. */
  sumAt(
    node: NodeId,
  ): { readonly accumulators: readonly Accumulator[]; readonly rest: readonly NodeId[] } | undefined;
}

const isLeaf = (node: GradNode): node is LeafNode => node.op === "input" || node.op === "recur";

/** @throws Error on equations that no printed kernel can run: a gate whose weights two products share. */
export function lower(equations: readonly Equation[], states: readonly string[]): LoweredCell {
  const graph = differentiate(equations, states);
  const at = (id: NodeId) => graph.nodes[id] as GradNode;
  const names = graph.values.map(({ name, node }) => ({ name: renewedState(name) ?? name, node, raw: name }));

  // How the value graph is used: roots of sums, and the terms of each.
  const uses = new Map<NodeId, Set<NodeId | "root">>();
  const seen = new Set<NodeId>();
  const visit = (id: NodeId, from: NodeId | "root") => {
    uses.set(id, (uses.get(id) ?? new Set()).add(from));
    if (seen.has(id)) return;
    seen.add(id);
    for (const operand of operandsOf(at(id))) visit(operand, id);
  };
  for (const { node } of names) visit(node, "root");
  const isSumRoot = (id: NodeId) =>
    at(id).op === "add" && [...(uses.get(id) ?? [])].some((user) => user === "root" || at(user).op !== "add");
  const termsOf = (id: NodeId): NodeId[] => {
    const node = at(id);
    return node.op === "add" ? [...termsOf(node.a), ...termsOf(node.b)] : [id];
  };
  const sums = [...seen].filter(isSumRoot).map((root) => ({ root, terms: termsOf(root) }));

  // What the backward pass reads of the forward pass by itself.
  const nameAt = new Map(names.map(({ name, node }) => [node, name]));
  const reached = new Set<NodeId>();
  const reach = (id: NodeId) => {
    if (reached.has(id)) return;
    reached.add(id);
    if (nameAt.has(id)) return;
    for (const operand of operandsOf(at(id))) reach(operand);
  };
  const adjoints = [
    ...graph.totals.filter(({ name }) => renewedState(name) !== undefined).map(({ adjoint }) => adjoint),
    ...[...graph.states, ...graph.recurs, ...graph.inputs, ...graph.params].map(({ adjoint }) => adjoint),
  ];
  for (const adjoint of adjoints) reach(adjoint);

  // Leaves with one adjoint, summed in one place and read nowhere else, are one accumulator.
  const leafIds = graph.nodes.flatMap((node, id) => (isLeaf(node) && seen.has(id) ? [id] : []));
  const arrivals = new Map<NodeId, NodeId>();
  for (const { leaf, adjoint } of [...graph.recurs, ...graph.inputs])
    arrivals.set(graph.nodes.indexOf(leaf), adjoint);
  const groups = new Map<string, NodeId[]>();
  for (const id of leafIds) {
    const adjoint = arrivals.get(id);
    if (adjoint === undefined) throw new Error("a projection that the loss does not depend on");
    const within = sums.filter(({ terms }) => terms.includes(id));
    const alone =
      within.length !== 1 ||
      reached.has(id) ||
      [...(uses.get(id) ?? [])].some((user) => user === "root" || at(user).op !== "add");
    const key = alone ? `${id}` : `${adjoint} in ${within[0]?.root}`;
    groups.set(key, [...(groups.get(key) ?? []), id]);
  }

  // Phases of equations, of nodes in them, and of accumulators.
  const phaseOfName = new Map<string, number>();
  const phaseOfLeaf = (node: LeafNode): number =>
    node.op === "input" ? 1 : node.lag === 0 ? (phaseOfName.get(node.source) ?? 1) + 1 : 1;
  const phaseOfNode = (id: NodeId): number => {
    const node = at(id);
    if (isLeaf(node)) return phaseOfLeaf(node);
    if (node.op === "ref") return node.lag === 0 ? (phaseOfName.get(node.name) ?? 1) : 1;
    return Math.max(1, ...operandsOf(node).map(phaseOfNode));
  };
  for (const { raw, name, node } of names) {
    const phase = phaseOfNode(node);
    phaseOfName.set(raw, phase);
    phaseOfName.set(name, phase);
  }
  const phaseOfRoot = new Map(names.map(({ node, name }) => [node, phaseOfName.get(name) as number]));
  /** The phase of the first equation that reads a leaf: an input alone is summed where it is used. */
  const phaseOfUse = (id: NodeId): number => {
    const phases: number[] = [];
    const up = (node: NodeId) => {
      const phase = phaseOfRoot.get(node);
      if (phase !== undefined) phases.push(phase);
      for (const user of uses.get(node) ?? []) if (user !== "root") up(user);
    };
    up(id);
    return Math.min(...phases);
  };
  const unordered = [...groups.values()].map((leaves) => {
    const nodes = leaves.map((id) => at(id) as LeafNode);
    const recurs = nodes.filter((node): node is RecurNode => node.op === "recur");
    const inputs = nodes.filter((node): node is InputNode => node.op === "input");
    const phase =
      recurs.length > 0
        ? Math.max(...recurs.map(phaseOfLeaf))
        : Math.min(...leaves.map((id) => phaseOfUse(id)));
    return { phase, adjoint: arrivals.get(leaves[0] as NodeId) as NodeId, leaves, inputs, recurs };
  });
  // Input-only, both, recurrent-only: products of either kind then read neighbours.
  const kindOf = (accumulator: (typeof unordered)[number]) =>
    accumulator.recurs.length === 0 ? 0 : accumulator.inputs.length === 0 ? 2 : 1;
  const accumulators: Accumulator[] = unordered
    .sort((a, b) => a.phase - b.phase || kindOf(a) - kindOf(b))
    .map((accumulator, index) => ({ ...accumulator, index }));
  const accumulatorOfLeaf = new Map(
    accumulators.flatMap((accumulator) => accumulator.leaves.map((id) => [id, accumulator] as const)),
  );
  checkGates(accumulators);

  // The first backward phase (from the top) that can compute a node.
  const top = Math.max(...accumulators.map(({ phase }) => phase), ...phaseOfName.values());
  const pulled = (node: Extract<GradNode, { op: "pull" }>): Accumulator => {
    const accumulator = accumulators.find(
      ({ adjoint, recurs }) =>
        adjoint === node.a && recurs.some(({ gate, lag }) => gate === node.gate && lag === 0),
    );
    if (!accumulator) throw new Error(`nothing sends ∂L back through U of “${node.gate}”`);
    return accumulator;
  };
  const available = new Map<NodeId, number>();
  const availableIn = (id: NodeId): number => {
    const known = available.get(id);
    if (known !== undefined) return known;
    const node = at(id);
    const phase =
      node.op === "pull"
        ? pulled(node).phase - 1
        : nameAt.has(id)
          ? top
          : Math.min(top, ...operandsOf(node).map(availableIn));
    available.set(id, phase);
    return phase;
  };

  const totals = graph.totals.flatMap(({ name, adjoint }) => {
    const state = renewedState(name);
    return state === undefined ? [] : [{ state, node: adjoint }];
  });
  const carries = graph.states.map(({ leaf, adjoint }) => ({
    state: leaf.name,
    lag: leaf.lag,
    node: adjoint,
  }));
  const kept = new Map<NodeId, { phase: number; name: string }>();
  const keep = (node: NodeId, phase: number, name: string) => {
    if (!kept.has(node)) kept.set(node, { phase, name });
  };
  for (const accumulator of accumulators) {
    if (availableIn(accumulator.adjoint) < accumulator.phase)
      throw new Error("a delta that comes after its phase");
    // Accumulators with equal deltas in one phase share a plane; an engine refuses them in two.
    keep(accumulator.adjoint, accumulator.phase, `delta ${accumulator.index}`);
  }
  for (const { state, node } of totals) keep(node, availableIn(node), `∂L/∂${state}`);
  for (const { state, lag, node } of carries) keep(node, availableIn(node), `carry ${state} ${lag}`);
  // Lower phases read the seeds that the top phase gathered.
  if (top > 1)
    for (const id of reached) {
      const node = at(id);
      if (node.op !== "seed") continue;
      const isWanted = [...kept].some(([root, { phase }]) => phase < top && dependsOn(root, id));
      if (isWanted) keep(id, top, `seed ${node.state}`);
    }
  function dependsOn(root: NodeId, target: NodeId): boolean {
    return root === target || (!nameAt.has(root) && operandsOf(at(root)).some((id) => dependsOn(id, target)));
  }

  const phases = Array.from({ length: top }, (_, i): LoweredPhase => {
    const phase = i + 1;
    const own = accumulators.filter((accumulator) => accumulator.phase === phase);
    const own_equations = names.filter(({ name }) => phaseOfName.get(name) === phase);
    const saved: Saved[] = own_equations.map(({ name, node }) => ({ name, node }));
    for (const accumulator of own) {
      const [leaf] = accumulator.leaves;
      if (accumulator.leaves.length !== 1 || leaf === undefined) continue;
      const readLater = names.some(
        ({ name, node }) => (phaseOfName.get(name) as number) > phase && dependsOn(node, leaf),
      );
      if (reached.has(leaf) || readLater) {
        const node = at(leaf) as LeafNode;
        saved.push({ name: `${node.op === "input" ? "Wx" : "Us"} ${node.gate}`, node: leaf });
      }
    }
    const sourceKeys = [
      ...new Set(own.flatMap(({ recurs }) => recurs.map(({ source, lag }) => `${lag} ${source}`))),
    ];
    return {
      phase,
      accumulators: own,
      sources: sourceKeys.map((key) => {
        const lag = Number(key.slice(0, key.indexOf(" ")));
        const source = key.slice(key.indexOf(" ") + 1);
        const gates = own.map(
          ({ recurs }) => recurs.find((node) => node.source === source && node.lag === lag)?.gate,
        );
        return { phase, source, lag, gates };
      }),
      inputGates: own.map(({ inputs }) => inputs[0]?.gate),
      biased: own.map(({ inputs }) => inputs.some(({ bias }) => bias)),
      recurrentBiased: own.map(({ recurs }) => recurs.some(({ bias }) => bias)),
      equations: own_equations.map(({ name, node }) => ({ name, node })),
      saved,
      kept: [...kept]
        .filter(([, where]) => where.phase === phase)
        .map(([node, { name }]) => ({ node, name })),
    };
  });
  const savedPlaces = new Map<NodeId, { phase: number; plane: number }>();
  const placesByName = new Map<string, { phase: number; plane: number }>();
  const keptPlaces = new Map<NodeId, { phase: number; plane: number }>();
  for (const { phase, saved, kept: own } of phases) {
    saved.forEach(({ node, name }, plane) => {
      savedPlaces.set(node, { phase, plane });
      placesByName.set(name, { phase, plane });
    });
    own.forEach(({ node }, plane) => {
      keptPlaces.set(node, { phase, plane });
    });
  }
  const sumsAt = new Map(
    sums.flatMap(({ root, terms }) => {
      const whole = [...new Set(terms.map((id) => accumulatorOfLeaf.get(id)).filter((c) => c !== undefined))];
      return whole.length === 0
        ? []
        : [[root, { accumulators: whole, rest: terms.filter((id) => !accumulatorOfLeaf.has(id)) }] as const];
    }),
  );
  const { lags, holdable } = factsOf(equations);
  return {
    graph,
    states,
    lags,
    maxLag: Math.max(1, ...lags),
    accumulators,
    phases,
    carries,
    totals,
    holdable: graph.values.flatMap(({ name, node }) =>
      holdable.includes(name) ? [{ gate: name, node }] : [],
    ),
    perUnit: graph.params.map(({ leaf, adjoint }) => ({ name: leaf.name, adjoint })),
    savedAt: (node) => savedPlaces.get(node),
    savedByName: (name) => {
      const place = placesByName.get(name) ?? placesByName.get(renewedState(name) ?? name);
      if (!place) throw new Error(`no equation is called “${name}”`);
      return place;
    },
    keptAt: (node) => keptPlaces.get(node),
    accumulatorOf: (leaf) => accumulatorOfLeaf.get(leaf) as Accumulator,
    sumAt: (node) => sumsAt.get(node),
  };
}

/** Every gate's block has one reader, and an accumulator one input. */
function checkGates(accumulators: readonly Accumulator[]): void {
  const read = new Set<string>();
  for (const { recurs, inputs } of accumulators) {
    if (inputs.length > 1) throw new Error("two input projections with one delta: write them as one");
    for (const node of [...recurs, ...inputs]) {
      const key = `${node.op} ${node.gate}`;
      if (read.has(key)) throw new Error(`two products share the weights of gate “${node.gate}”`);
      read.add(key);
    }
  }
}

const known = new WeakMap<readonly Equation[], LoweredCell>();
/** `lower`, remembered by the list of equations. */
export function loweredOf(scan: {
  readonly equations: readonly Equation[];
  readonly states: readonly string[];
}): LoweredCell {
  const found = known.get(scan.equations) ?? lower(scan.equations, scan.states);
  known.set(scan.equations, found);
  return found;
}
