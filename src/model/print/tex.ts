/**
 * A cell's equations as TeX, in the letters of a source. Columns: x_t and h_t are vectors, the kernel is units × inputs,
 * the recurrent kernel units × units; ⊙ multiplies unit by unit.
 */
import { type ActName, type Algebra, type Equation, fold, renewedState, walk } from "../../lib/expr.ts";
import { type Letter, type Lettered, letterOf, type NotationId, parameterLetter } from "../notation.ts";
import type { BlockRole, ScanNode } from "../plan.ts";

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

type Scan = Pick<ScanNode, "equations" | "gates" | "states" | "inputs" | "units" | "direction">;

/**
 * Intermediates without a letter of their own ("rh"): printed where they are read instead of in a line of their own.
 */
const isInlined = ({ gates }: Scan, name: string): boolean =>
  renewedState(name) === undefined && !gates.includes(name) && name.length > 1;

/** What a letter or number stands for: a gate or state, or a gate's block of a parameter (null: the only one). */
export type Meaning =
  | { readonly name: string }
  | { readonly parameter: Lettered; readonly gate: string | null; readonly own?: string };

export interface TexOptions {
  readonly notation: NotationId;
  /** Wraps what is printed for a letter or number, so that it can be pointed at. */
  readonly mark?: (tex: string, meaning: Meaning) => string;
}

const baseTex = (base: string) =>
  base === "Γ" ? "\\Gamma" : base.length > 1 ? `\\text{${base.replaceAll("_", "\\_")}}` : base;

const braced = (text: string) => (text.length > 1 ? `{${text}}` : text);

/** A letter as TeX, at a time where it has one. */
export function texLetter({ base, tilde, sub, sup }: Letter, time?: string): string {
  const below = [sub, time].filter((part) => part !== undefined).join(",");
  const stem = tilde ? `\\tilde ${baseTex(base)}` : baseTex(base);
  return `${stem}${sup ? `^${braced(sup)}` : ""}${below ? `_${braced(below)}` : ""}`;
}

/** A matrix or bias of a gate. The only gate's, and those of a state's own sum, need no index to be told apart. */
const blockOf = ({ gates, states }: Scan, gate: string): string | null =>
  gates.length === 1 || states.includes(gate) ? null : gate;

/** How leaves are written: as letters, or as the numbers that stand for them. */
interface Leaves {
  /** A state, or another equation of the step. */
  value(name: string, lag: number): Tex;
  perUnit(name: string): Tex;
  /** A gate held at a value. */
  held(value: number): Tex;
  product(parameter: "kernel" | "recurrentKernel", gate: string, vector: () => Tex): Tex;
  bias(parameter: "bias" | "recurrentBias", gate: string): Tex;
  readonly times: string;
}

/** An equation's value by name, states without their prime, printed as the leaves are. */
function algebraOf(scan: Scan, leaves: Leaves): Algebra<Tex> {
  const read = (name: string, lag: number): Tex => {
    if (lag > 0) return leaves.value(name, lag);
    const inlined = isInlined(scan, name)
      ? scan.equations.find((equation) => equation.name === name)
      : undefined;
    return inlined ? fold(inlined.expr, algebra) : leaves.value(renewedState(name) ?? name, 0);
  };
  // Sorting is stable, so summands of one rank stay in the order of the equation.
  const sum = (summands: Tex): Tex => [...summands].sort((a, b) => a.rank - b.rank);
  const algebra: Algebra<Tex> = {
    constant: (value) => [{ ...summand(String(Math.abs(value)), ATOM), minus: value < 0 }],
    ref: read,
    param: (name, held) => (held === undefined ? leaves.perUnit(name) : leaves.held(held)),
    input: (gate, bias) => [
      ...leaves.product("kernel", gate, () => one("x_t", ATOM)),
      ...(bias ? leaves.bias("bias", gate) : []),
    ],
    recur: (gate, source, lag, bias) => [
      ...leaves.product("recurrentKernel", gate, () => read(source, lag)),
      ...(bias ? leaves.bias("recurrentBias", gate) : []),
    ],
    add: (a, b) => sum([...a, ...b]),
    sub: (a, b) => sum([...a, { tex: operand(b, MATRIX), minus: true, rank: 2, precedence: SUM }]),
    mul: (a, b) => one(`${operand(a, PRODUCT)} ${leaves.times} ${operand(b, PRODUCT)}`, PRODUCT),
    act: (fn, a) => one(`${functions[fn]}(${sumTex(a)})`, ATOM),
  };
  return algebra;
}

const noMark = (tex: string): string => tex;

/** "W_i", "U", "p_f": a parameter's letter, or its block's. */
function printerOf(scan: Scan, { notation, mark = noMark }: TexOptions) {
  // A scan that reads backward comes to step t from step t + 1.
  const sign = scan.direction === "forward" ? "-" : "+";
  const at = (name: string, lag: number): string =>
    mark(texLetter(letterOf(notation, name), lag === 0 ? "t" : `t${sign}${lag}`), { name });
  const block = (parameter: BlockRole, gate: string): string => {
    const own = blockOf(scan, gate);
    return mark(texLetter(parameterLetter(notation, parameter, own)), { parameter, gate: own });
  };
  /** "pi" is the weight a unit of gate i. */
  const perUnit = (name: string): string =>
    mark(texLetter(parameterLetter(notation, "perUnit", name.slice(1) || null)), {
      parameter: "perUnit",
      gate: null,
      own: name,
    });
  return { at, block, perUnit };
}

function letterLeaves(scan: Scan, options: TexOptions): Leaves {
  const { at, block, perUnit } = printerOf(scan, options);
  return {
    value: (name, lag) => one(at(name, lag), ATOM),
    perUnit: (name) => one(perUnit(name), ATOM),
    held: (value) => one(String(value), ATOM),
    product: (parameter, gate, vector) => {
      // A word needs a gap to what it multiplies.
      const gap = parameterLetter(options.notation, parameter, null).base.length > 1 ? " \\, " : " ";
      return [summand(`${block(parameter, gate)}${gap}${operand(vector(), ATOM)}`, MATRIX, 0)];
    },
    bias: (parameter, gate) => one(block(parameter, gate), ATOM, 1),
    times: "\\odot",
  };
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
export function texEquations(scan: Scan, options: TexOptions): readonly TexEquation[] {
  const algebra = algebraOf(scan, letterLeaves(scan, options));
  const { at } = printerOf(scan, options);
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
      const left = at(renewedState(equation.name) ?? equation.name, 0);
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
export function texShapes(
  scan: Scan,
  options: TexOptions,
  words: { readonly [name: string]: string } = {},
): readonly TexShape[] {
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
  const { at, block, perUnit } = printerOf(scan, options);
  const shapes: TexShape[] = [{ tex: "x_t", meaning: "input", shape: `${inputs}` }];
  for (const state of states)
    shapes.push({ tex: at(state, 0), meaning: words[state] ?? `state ${state}`, shape: `${units}` });
  const gateLetters = gates.filter((gate) => equations.some(({ name }) => name === gate));
  for (const gate of gateLetters)
    shapes.push({ tex: at(gate, 0), meaning: words[gate] ?? `gate ${gate}`, shape: `${units}` });
  const families = [
    { parameter: "kernel", own: found.input, meaning: "input weights", shape: `${units} × ${inputs}` },
    {
      parameter: "recurrentKernel",
      own: found.recur,
      meaning: "recurrent weights",
      shape: `${units} × ${units}`,
    },
    { parameter: "bias", own: found.bias, meaning: "bias", shape: `${units}` },
    { parameter: "recurrentBias", own: found.recurrentBias, meaning: "recurrent bias", shape: `${units}` },
  ] as const;
  for (const { parameter, own, meaning, shape } of families)
    if (own.length > 0)
      shapes.push({ tex: own.map((gate) => block(parameter, gate)).join(", "), meaning, shape });
  const weights = [...peepholes].map(perUnit).join(", ");
  if (weights) shapes.push({ tex: weights, meaning: "weights a unit", shape: `${units}` });
  return shapes;
}

/** What the leaves of a cell's equations are at one step and unit; undefined where nobody knows. */
export interface Numbers {
  /** A state or equation, `lag` steps ago. */
  value(name: string, lag: number): number | undefined;
  /** One unit of W·x or U·s, without its bias; of a bias; or a weight a unit, whose `gate` is its name. */
  term(parameter: BlockRole | "perUnit", gate: string): number | undefined;
}

/** Three decimals, or four figures of what is large. */
export function texNumber(value: number): string {
  if (Number.isNaN(value)) return "\\text{NaN}";
  if (!Number.isFinite(value)) return value < 0 ? "-\\infty" : "\\infty";
  const size = Math.abs(value);
  const text = size < 10 ? size.toFixed(3) : size.toPrecision(4).replace(/e\+?(-?\d+)/, " \\cdot 10^{$1}");
  return value < 0 && Number(size.toFixed(3)) !== 0 ? `-${text}` : text;
}

export interface TexNumbers {
  /** As in the cell: "i", "h'". */
  readonly name: string;
  /** "= \sigma(0.310 - 0.120 + 0.000) = 0.547"; the result alone where a term is not known, null where not even that. */
  readonly tex: string | null;
}

/** The equations of `texEquations` with the numbers of one step and unit in place of their letters. */
export function texNumbers(scan: Scan, options: TexOptions, numbers: Numbers): readonly TexNumbers[] {
  const { mark = noMark } = options;
  let isWhole = true;
  const number = (value: number | undefined, meaning: Meaning, rank: Rank = 2): Tex => {
    if (value === undefined) isWhole = false;
    const text = texNumber(value ?? Number.NaN);
    const minus = text.startsWith("-");
    return [{ ...summand(mark(minus ? text.slice(1) : text, meaning), ATOM, rank), minus }];
  };
  const term = (parameter: BlockRole, gate: string, rank: Rank) =>
    number(numbers.term(parameter, gate), { parameter, gate: blockOf(scan, gate) }, rank);
  const algebra = algebraOf(scan, {
    value: (name, lag) => number(numbers.value(name, lag), { name }),
    held: (value) => one(String(value), ATOM),
    perUnit: (name) => number(numbers.term("perUnit", name), { parameter: "perUnit", gate: null, own: name }),
    product: (parameter, gate) => term(parameter, gate, 0),
    bias: (parameter, gate) => term(parameter, gate, 1),
    times: "\\cdot",
  });
  return scan.equations
    .filter(({ name }) => !isInlined(scan, name))
    .map(({ name, expr }) => {
      const own = renewedState(name) ?? name;
      const result = numbers.value(own, 0);
      if (result === undefined) return { name, tex: null };
      isWhole = true;
      // A sign in front of a term is no operator between two, and is set without gaps.
      const right = sumTex(fold(expr, algebra)).replace(/(?<=^|\()-/g, "\\mathord{-}");
      const last = mark(texNumber(result), { name: own });
      return { name, tex: isWhole ? `= ${right} = ${last}` : `= ${last}` };
    });
}
