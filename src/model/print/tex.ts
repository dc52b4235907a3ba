/**
 * A cell's equations as TeX, in the letters of a source. Columns: x_t and h_t are vectors, the kernel is units × inputs,
 * the recurrent kernel units × units; ⊙ multiplies unit by unit.
 */
import { factsOf } from "../../cells/facts.ts";
import { type ActName, type Algebra, type Equation, fold, renewedState, walk } from "../../lib/expr.ts";
import { letterOf, type NotationId, parameterLetter, styleOf, type Written } from "../notation.ts";
import type { Letter, Lettered, Style } from "../notation-types.ts";
import type { BlockRole, ScanNode } from "../plan.ts";
import { texLetter, timeOf } from "./tex-letter.ts";
import {
  ATOM,
  isOld,
  MATRIX,
  one,
  operand,
  PRODUCT,
  type Rank,
  rank,
  SUM,
  type Summand,
  summand,
  sumTex,
  type Tex,
} from "./tex-sum.ts";

export { texLetter } from "./tex-letter.ts";

const functions: { readonly [F in ActName]: string } = {
  sigmoid: "\\sigma",
  tanh: "\\tanh",
  relu: "\\operatorname{ReLU}",
};

export type Scan = Written & Pick<ScanNode, "inputs" | "units" | "direction" | "held">;

/**
 * Intermediates without a letter of their own ("rh"): printed where they are read instead of in a line of their own.
 */
export const isInlined = ({ gates }: Scan, name: string): boolean =>
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

/** A matrix or bias of a gate. The only gate's, and those of a state's own sum, need no index to be told apart. */
export const blockOf = ({ gates, states }: Scan, gate: string): string | null =>
  gates.length === 1 || states.includes(gate) ? null : gate;

/** How leaves are written: as letters, or as the numbers that stand for them. */
export interface Leaves {
  /** A state, or another equation of the step. */
  value(name: string, lag: number): Tex;
  perUnit(name: string): Tex;
  product(parameter: "kernel" | "recurrentKernel", gate: string, vector: () => Tex): Tex;
  bias(parameter: "bias" | "recurrentBias", gate: string): Tex;
  /** W_f · [h, x]; left out where products are written apart. */
  readonly joint?: (gate: string, state: string, input: string) => Tex;
  readonly x: string;
  readonly times: string;
  readonly style: Style;
}

/** An equation's value by name, states without their prime, printed as the leaves are. */
export function algebraOf(scan: Scan, leaves: Leaves): Algebra<Tex> {
  const read = (name: string, lag: number): Tex => {
    if (lag > 0) return leaves.value(name, lag);
    const inlined = isInlined(scan, name)
      ? scan.equations.find((equation) => equation.name === name)
      : undefined;
    return inlined ? fold(inlined.expr, algebra) : leaves.value(renewedState(name) ?? name, 0);
  };
  const { style } = leaves;
  // Sorting is stable, so summands of one rank stay in the order of the equation.
  const sum = (summands: Tex): Tex => joined(summands, leaves).sort((a, b) => a.rank - b.rank);
  const placed = (value: Tex, place: Rank): Tex => value.map((each) => ({ ...each, rank: place }));
  const [ofInput, ofState] = style.first === "x" ? [rank.first, rank.second] : [rank.second, rank.first];
  const algebra: Algebra<Tex> = {
    constant: (value) => [{ ...summand(String(Math.abs(value)), ATOM), minus: value < 0 }],
    ref: read,
    param: leaves.perUnit,
    held: (gate) => one(String(scan.held.find((own) => own.gate === gate)?.value), ATOM),
    input: (gate, bias) => [
      ...placed(
        leaves.product("kernel", gate, () => one(leaves.x, ATOM)),
        ofInput,
      ),
      ...(bias ? leaves.bias("bias", gate) : []),
    ],
    recur: (gate, source, lag, bias) => [
      ...placed(
        leaves.product("recurrentKernel", gate, () => read(source, lag)),
        ofState,
      ),
      ...(bias ? leaves.bias("recurrentBias", gate) : []),
    ],
    add: (a, b) => sum([...a, ...b]),
    sub: (a, b) => sum([...a, { tex: operand(b, MATRIX), minus: true, rank: rank.rest, precedence: SUM }]),
    mul: (a, b) => [
      {
        ...summand(
          `${operand(a, PRODUCT)} ${leaves.times} ${operand(b, style.bareProduct ? MATRIX : PRODUCT)}`,
          PRODUCT,
          style.gatedFirst ? rank.gated : rank.rest,
        ),
        isOld: isOld(a) || isOld(b),
      },
    ],
    act: (fn, a) => one(`${functions[fn]}(${sumTex(a)})`, ATOM),
  };
  return algebra;
}

/** A sum in which a gate's two products are one, where they are written so. */
function joined(summands: Tex, { joint }: Leaves): Summand[] {
  if (!joint) return [...summands];
  const partner = (one: Summand, parameter: "kernel" | "recurrentKernel"): Summand | undefined =>
    summands.find(({ product }) => product?.parameter === parameter && product.gate === one.product?.gate);
  return summands.flatMap((each) => {
    const [input, state] = [partner(each, "kernel"), partner(each, "recurrentKernel")];
    if (!each.product || !input?.product || !state?.product) return [each];
    return each === state ? joint(each.product.gate, state.product.vector, input.product.vector) : [];
  });
}

/** The right side of an equation; the parts that a new state is mixed of in the order of the source. */
function rightSide({ name, expr }: Equation, algebra: Algebra<Tex>, { carry }: Style): Tex {
  const value = fold(expr, algebra);
  const isMix = carry !== null && renewedState(name) !== undefined && value.length === 2;
  if (!isMix || value.every((each) => each.isOld) || !isOld(value) || value.some(({ minus }) => minus))
    return value;
  return [...value].sort(
    (a, b) => (carry === "old" ? 1 : -1) * (Number(b.isOld ?? false) - Number(a.isOld ?? false)),
  );
}

/** The equations that are printed, in the order of the source. */
function printed(scan: Scan, { order }: Style): readonly Equation[] {
  const place = (name: string) => (order.includes(name) ? order.indexOf(name) : order.length);
  return scan.equations
    .filter(({ name }) => !isInlined(scan, name))
    .sort((a, b) => place(a.name) - place(b.name));
}

export const noMark = (tex: string): string => tex;

/** "W_i", "U", "p_f": a parameter's letter, or its block's. */
export function printerOf(scan: Scan, { notation, mark = noMark }: TexOptions) {
  const style = styleOf(notation, scan);
  const timed = (letter: Letter, lag: number): string =>
    texLetter(letter, letter.isTimeless ? {} : timeOf(style, scan.direction, lag));
  const at = (name: string, lag: number): string =>
    mark(timed(letterOf(notation, name, style), lag), { name });
  const block = (parameter: BlockRole | "joint", gate: string): string => {
    const own = blockOf(scan, gate);
    return mark(texLetter(parameterLetter(notation, parameter, own, style)), { parameter, gate: own });
  };
  /** "pi" is the weight a unit of gate i. */
  const perUnit = (name: string): string =>
    mark(texLetter(parameterLetter(notation, "perUnit", name.slice(1) || null, style)), {
      parameter: "perUnit",
      gate: null,
      own: name,
    });
  return { at, block, perUnit, style, x: timed({ base: "x" }, 0) };
}

export function letterLeaves(
  scan: Scan,
  options: TexOptions,
  onJoint: (gate: string) => void = () => {},
): Leaves {
  const { at, block, perUnit, style, x } = printerOf(scan, options);
  return {
    value: (name, lag) => [{ ...summand(at(name, lag), ATOM), isOld: lag > 0 }],
    perUnit: (name) => one(perUnit(name), ATOM),
    product: (parameter, gate, vector) => {
      const value = vector();
      // A word needs a gap to what it multiplies.
      const gap = parameterLetter(options.notation, parameter, null, style).base.length > 1 ? " \\, " : " ";
      return [
        {
          ...summand(`${block(parameter, gate)}${gap}${operand(value, ATOM)}`, MATRIX),
          product: { parameter, gate, vector: sumTex(value) },
        },
      ];
    },
    bias: (parameter, gate) => one(block(parameter, gate), ATOM, rank.bias),
    ...(style.isJoint && {
      joint: (gate: string, state: string, input: string) => {
        onJoint(gate);
        return one(`${block("joint", gate)} \\cdot [${state}, ${input}]`, MATRIX, rank.first);
      },
    }),
    ...{ x, style, times: style.times },
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
  const { at, style } = printerOf(scan, options);
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
  return printed(scan, style).map((equation) => {
    const left = at(renewedState(equation.name) ?? equation.name, 0);
    const right = sumTex(rightSide(equation, algebra, style));
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
  const facts = factsOf(equations);
  // In the order in which they are read, as on the page.
  const { kernel, recurrentKernel, bias, recurrentBias } = facts.blocks;
  const { at, block, perUnit, x } = printerOf(scan, options);
  const joint: string[] = [];
  const algebra = algebraOf(
    scan,
    letterLeaves(scan, options, (gate) => {
      if (!joint.includes(gate)) joint.push(gate);
    }),
  );
  for (const { expr } of equations) fold(expr, algebra);
  const apart = (gates: readonly string[]) => gates.filter((gate) => !joint.includes(gate));
  const shapes: TexShape[] = [{ tex: x, meaning: "input", shape: `${inputs}` }];
  for (const state of states)
    shapes.push({ tex: at(state, 0), meaning: words[state] ?? `state ${state}`, shape: `${units}` });
  const gateLetters = gates.filter((gate) => equations.some(({ name }) => name === gate));
  for (const gate of gateLetters)
    shapes.push({ tex: at(gate, 0), meaning: words[gate] ?? `gate ${gate}`, shape: `${units}` });
  const families = [
    {
      parameter: "joint",
      own: joint,
      meaning: "weights of old state and input",
      shape: `${units} × ${units + inputs}`,
    },
    { parameter: "kernel", own: apart(kernel), meaning: "input weights", shape: `${units} × ${inputs}` },
    {
      parameter: "recurrentKernel",
      own: apart(recurrentKernel),
      meaning: "recurrent weights",
      shape: `${units} × ${units}`,
    },
    { parameter: "bias", own: bias, meaning: "bias", shape: `${units}` },
    { parameter: "recurrentBias", own: recurrentBias, meaning: "recurrent bias", shape: `${units}` },
  ] as const;
  for (const { parameter, own, meaning, shape } of families)
    if (own.length > 0)
      shapes.push({ tex: own.map((gate) => block(parameter, gate)).join(", "), meaning, shape });
  const weights = facts.perUnit.map(perUnit).join(", ");
  if (weights) shapes.push({ tex: weights, meaning: "per-unit weights", shape: `${units}` });
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

/** Leaves as numbers. @param onMissing called where one is not known */
export function numberLeaves(
  scan: Scan,
  options: TexOptions,
  numbers: Numbers,
  onMissing: () => void = () => undefined,
): Leaves {
  const { mark = noMark } = options;
  const number = (value: number | undefined, meaning: Meaning, place: Rank = rank.rest): Tex => {
    if (value === undefined) onMissing();
    const text = texNumber(value ?? Number.NaN);
    const minus = text.startsWith("-");
    return [{ ...summand(mark(minus ? text.slice(1) : text, meaning), ATOM, place), minus }];
  };
  const term = (parameter: BlockRole, gate: string, place?: Rank) =>
    number(numbers.term(parameter, gate), { parameter, gate: blockOf(scan, gate) }, place);
  return {
    value: (name, lag) =>
      number(numbers.value(name, lag), { name }).map((each) => ({ ...each, isOld: lag > 0 })),
    perUnit: (name) => number(numbers.term("perUnit", name), { parameter: "perUnit", gate: null, own: name }),
    product: (parameter, gate) => term(parameter, gate),
    bias: (parameter, gate) => term(parameter, gate, rank.bias),
    ...{ x: "", style: styleOf(options.notation, scan), times: "\\cdot" },
  };
}

/** A sign in front of a term is no operator between two, and is set without gaps. */
export const seatSigns = (tex: string): string => tex.replace(/(?<=^|\()-/g, "\\mathord{-}");

/** The equations of `texEquations` with the numbers of one step and unit in place of their letters. */
export function texNumbers(scan: Scan, options: TexOptions, numbers: Numbers): readonly TexNumbers[] {
  const { mark = noMark } = options;
  const style = styleOf(options.notation, scan);
  let isWhole = true;
  const algebra = algebraOf(
    scan,
    numberLeaves(scan, options, numbers, () => {
      isWhole = false;
    }),
  );
  return printed(scan, style).map((equation) => {
    const { name } = equation;
    const own = renewedState(name) ?? name;
    const result = numbers.value(own, 0);
    if (result === undefined) return { name, tex: null };
    isWhole = true;
    const right = seatSigns(sumTex(rightSide(equation, algebra, style)));
    const last = mark(texNumber(result), { name: own });
    return { name, tex: isWhole ? `= ${right} = ${last}` : `= ${last}` };
  });
}
