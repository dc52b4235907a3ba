/**
 * A cell's equations as TeX, in PyTorch's letters. Columns: x_t and h_t are vectors, W is units × inputs, U is
 * units × units; ⊙ multiplies unit by unit.
 */
import { type ActName, type Algebra, type Equation, fold, renewedState, walk } from "../../lib/expr.ts";
import type { ScanNode } from "../plan.ts";

/** What binds tighter has a higher number. A matrix product is kept apart from ⊙, since U h ⊙ r could be U(h ⊙ r). */
const SUM = 1;
const MATRIX = 2;
const PRODUCT = 2.5;
const ATOM = 3;

/** Where a summand stands: products with W and U, then biases, then the rest. */
type Rank = 0 | 1 | 2;
interface Summand {
  readonly tex: string;
  readonly minus: boolean;
  readonly rank: Rank;
  readonly precedence: number;
}
/** A sum; one summand is the summand itself. */
type Tex = readonly Summand[];

const sumTex = (summands: Tex): string =>
  summands.map(({ tex, minus }, i) => `${minus ? (i ? " - " : "-") : i ? " + " : ""}${tex}`).join("");

/** As an operand of ⊙ or of a matrix, in parentheses where it would be read otherwise. */
function operand(value: Tex, least: number): string {
  const [only] = value;
  const precedence = value.length === 1 && only && !only.minus ? only.precedence : SUM;
  return precedence < least ? `(${sumTex(value)})` : sumTex(value);
}

const summand = (tex: string, precedence: number, rank: Rank = 2): Summand => ({
  tex,
  minus: false,
  rank,
  precedence,
});
const one = (tex: string, precedence: number, rank: Rank = 2): Tex => [summand(tex, precedence, rank)];

const functions: { readonly [F in ActName]: string } = {
  sigmoid: "\\sigma",
  tanh: "\\tanh",
  relu: "\\operatorname{ReLU}",
};

const stateAt = (name: string, lag: number) => (lag === 0 ? `${name}_t` : `${name}_{t-${lag}}`);

type Scan = Pick<ScanNode, "equations" | "gates" | "states" | "inputs" | "units">;

/**
 * Intermediates without a letter of their own ("rh"): printed where they are read instead of in a line of their own.
 */
const isInlined = ({ gates }: Scan, name: string): boolean =>
  renewedState(name) === undefined && !gates.includes(name) && name.length > 1;

/** A matrix or bias of a gate. The only gate's, and those of a state's own sum, need no index to be told apart. */
const letterOf =
  ({ gates, states }: Scan) =>
  (letter: string, gate: string): string =>
    gates.length === 1 || states.includes(gate) ? letter : `${letter}_${gate}`;

function algebraOf(scan: Scan): Algebra<Tex> {
  const of = letterOf(scan);
  const read = (name: string, lag: number): Tex => {
    if (lag > 0) return one(stateAt(name, lag), ATOM);
    const inlined = isInlined(scan, name)
      ? scan.equations.find((equation) => equation.name === name)
      : undefined;
    return inlined ? fold(inlined.expr, algebra) : one(stateAt(renewedState(name) ?? name, 0), ATOM);
  };
  const product = (matrix: string, vector: Tex, bias: string | undefined): Tex => [
    summand(`${matrix} ${operand(vector, ATOM)}`, MATRIX, 0),
    ...(bias ? one(bias, ATOM, 1) : []),
  ];
  // Sorting is stable, so summands of one rank stay in the order of the equation.
  const sum = (summands: Tex): Tex => [...summands].sort((a, b) => a.rank - b.rank);
  const algebra: Algebra<Tex> = {
    constant: (value) => [{ ...summand(String(Math.abs(value)), ATOM), minus: value < 0 }],
    ref: read,
    param: (name, held) =>
      held !== undefined
        ? one(String(held), ATOM)
        : one(name.length > 1 ? `${name[0]}_{${name.slice(1)}}` : name, ATOM),
    input: (gate, bias) => product(of("W", gate), one("x_t", ATOM), bias ? of("b", gate) : undefined),
    recur: (gate, source, lag, bias) =>
      product(of("U", gate), read(source, lag), bias ? of("b'", gate) : undefined),
    add: (a, b) => sum([...a, ...b]),
    sub: (a, b) => sum([...a, { tex: operand(b, MATRIX), minus: true, rank: 2, precedence: SUM }]),
    mul: (a, b) => one(`${operand(a, PRODUCT)} \\odot ${operand(b, PRODUCT)}`, PRODUCT),
    act: (fn, a) => one(`${functions[fn]}(${sumTex(a)})`, ATOM),
  };
  return algebra;
}

export interface TexEquation {
  /** As in the cell: "i", "h'". */
  readonly name: string;
  /** "i_t = \sigma(W_i x_t + U_i h_{t-1} + b_i)". */
  readonly tex: string;
  /** Gates of the same step that it reads. */
  readonly readsGates: readonly string[];
}

/** A cell's equations in their order, intermediates without a letter put in where they are read. */
export function texEquations(scan: Scan): readonly TexEquation[] {
  const algebra = algebraOf(scan);
  const readsOf = (equation: Equation): string[] => {
    const reads: string[] = [];
    walk(equation.expr, (node) => {
      const name = node.op === "ref" ? node.name : node.op === "recur" ? node.source : "";
      if ((node.op !== "ref" && node.op !== "recur") || node.lag > 0) return;
      if (scan.gates.includes(name)) reads.push(name);
      const inlined = isInlined(scan, name) && scan.equations.find((other) => other.name === name);
      if (inlined) reads.push(...readsOf(inlined));
    });
    return [...new Set(reads)];
  };
  return scan.equations
    .filter(({ name }) => !isInlined(scan, name))
    .map((equation) => {
      const left = stateAt(renewedState(equation.name) ?? equation.name, 0);
      const right = sumTex(fold(equation.expr, algebra));
      return { name: equation.name, tex: `${left} = ${right}`, readsGates: readsOf(equation) };
    });
}

export interface TexShape {
  /** One symbol, or each gate's: "W_i, W_f, W_g, W_o". */
  readonly tex: string;
  readonly meaning: string;
  /** Of one of them: "32 × 6", "32". */
  readonly shape: string;
}

/** What the letters are, and how large at these sizes, in the order in which a reader meets them. */
export function texShapes(scan: Scan, words: { readonly [name: string]: string } = {}): readonly TexShape[] {
  const { equations, gates, states, inputs, units } = scan;
  const found = {
    input: [] as string[],
    bias: [] as string[],
    recur: [] as string[],
    recurrentBias: [] as string[],
  };
  const peepholes = new Set<string>();
  const note = (list: string[], gate: string) => {
    if (!list.includes(gate)) list.push(gate);
  };
  for (const { expr } of equations)
    walk(expr, (node) => {
      if (node.op === "input") note(found.input, node.gate);
      if (node.op === "input" && node.bias) note(found.bias, node.gate);
      if (node.op === "recur") note(found.recur, node.gate);
      if (node.op === "recur" && node.bias) note(found.recurrentBias, node.gate);
      if (node.op === "param" && node.held === undefined) peepholes.add(node.name);
    });
  const of = letterOf(scan);
  const each = (letter: string, own: readonly string[]) => own.map((gate) => of(letter, gate)).join(", ");
  const algebra = algebraOf(scan);
  const shapes: TexShape[] = [{ tex: "x_t", meaning: "input", shape: `${inputs}` }];
  for (const state of states)
    shapes.push({ tex: stateAt(state, 0), meaning: words[state] ?? `state ${state}`, shape: `${units}` });
  const gateLetters = gates.filter((gate) => equations.some(({ name }) => name === gate));
  for (const gate of gateLetters)
    shapes.push({ tex: stateAt(gate, 0), meaning: words[gate] ?? `gate ${gate}`, shape: `${units}` });
  const families = [
    { letter: "W", own: found.input, meaning: "input weights", shape: `${units} × ${inputs}` },
    { letter: "U", own: found.recur, meaning: "recurrent weights", shape: `${units} × ${units}` },
    { letter: "b", own: found.bias, meaning: "bias", shape: `${units}` },
    { letter: "b'", own: found.recurrentBias, meaning: "recurrent bias", shape: `${units}` },
  ];
  for (const { letter, own, meaning, shape } of families)
    if (own.length > 0) shapes.push({ tex: each(letter, own), meaning, shape });
  const perUnit = [...peepholes].map((name) => sumTex(algebra.param(name))).join(", ");
  if (perUnit) shapes.push({ tex: perUnit, meaning: "weights a unit", shape: `${units}` });
  return shapes;
}
