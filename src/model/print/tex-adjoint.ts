/** The equations of a step back as TeX, and with numbers: what `tex.ts` is for the step itself, in the same letters. */
import type { ActName } from "../../lib/expr.ts";
import { evaluator, type GradAlgebra, type NodeId } from "../../lib/expr-grad.ts";
import { formatNumber } from "../../lib/format.ts";
import { type AdjointLine, adjointsOf, valueName } from "../adjoints.ts";
import { indexOf, letterOf } from "../notation.ts";
import {
  algebraOf,
  isInlined,
  type Leaves,
  letterLeaves,
  type Numbers,
  numberLeaves,
  printerOf,
  type Scan,
  seatSigns,
  type TexOptions,
  texLetter,
  texNumber,
} from "./tex.ts";
import { timeOf } from "./tex-letter.ts";
import {
  ATOM,
  MATRIX,
  one,
  operand,
  PRODUCT,
  SUM,
  type Summand,
  summand,
  sumTex,
  type Tex,
} from "./tex-sum.ts";

export interface AdjointTexOptions extends TexOptions {
  /** The step whose loss alone is meant, 0-based; null: the loss of the whole sequence. */
  readonly lossAt: number | null;
  /** Says of a part of ∂L/∂h_t that it comes from above: from the readout, or the layer on top. */
  readonly above: string;
}

/** What a step back is made of, as letters or as numbers; null where it is not to be printed by itself. */
interface AdjointLeaves {
  /** The value of a line: ∂L/∂v, or δ_v. */
  line(line: AdjointLine): Tex;
  /** What arrives at a state from above. */
  above(state: string): Tex;
  /** What arrives at a state from a step that comes `lag` later. */
  later(state: string, lag: number): Tex;
  /** Uᵀ·a */
  pull(gate: string, a: Tex): Tex;
}

const carries = (value: Tex): boolean => value.some(({ isAdjoint }) => isAdjoint);
const adjoint = (value: Tex): Tex => value.map((each) => ({ ...each, isAdjoint: true }));
const negated = (value: Tex): Tex => value.map((each) => ({ ...each, minus: !each.minus }));

const isMinusOne = (value: Tex): boolean =>
  value.length === 1 && value[0]?.tex === "1" && value[0].minus && !value[0].isAdjoint;

/**
 * A letter or a group with an exponent. It stands at the letter itself, within what marks the letter: outside of that it would float
 * over the subscript.
 */
function raised(tex: string, exponent: string): string {
  const [, before = "", letter = tex, after = ""] = /^(\\href\{[^{}]*\}\{)(.*)(\})$/.exec(tex) ?? [];
  const isRaised = letter.includes("^");
  return isRaised ? `(${tex})^${exponent}` : `${before}${letter}^${exponent}${after}`;
}

/** y² */
const squared = (y: Tex): string => {
  const tex = operand(y, ATOM);
  return tex.startsWith("\\tanh(") ? tex.replace("\\tanh(", "\\tanh^2(") : raised(tex, "2");
};

/** f′ in the value y of f. */
function slopeOf(fn: ActName, y: Tex, times: string): Tex {
  switch (fn) {
    case "sigmoid":
      return one(`${operand(y, PRODUCT)} ${times} (1 - ${operand(y, PRODUCT)})`, PRODUCT);
    case "tanh":
      return one(`(1 - ${squared(y)})`, ATOM);
    case "relu":
      return one(`[${sumTex(y)} > 0]`, ATOM);
    default:
      return fn satisfies never;
  }
}

/** Only the output of a layer is read by what stands above it. */
const isReadAbove = ({ states }: Scan, state: string): boolean => state === states[0];

function gradAlgebra(scan: Scan, leaves: Leaves, own: AdjointLeaves): GradAlgebra<Tex> {
  const forward = algebraOf(scan, leaves);
  const { times } = leaves;
  const product = (a: Tex, b: Tex): Tex => {
    if (isMinusOne(a)) return negated(b);
    // The sign of what comes first is that of the product.
    const [first] = a;
    if (a.length === 1 && first?.minus) return negated(product(negated(a), b));
    const value = one(`${operand(a, PRODUCT)} ${times} ${operand(b, PRODUCT)}`, PRODUCT);
    return carries(a) || carries(b) ? adjoint(value) : value;
  };
  return {
    ...forward,
    add: (a, b) => (carries(a) || carries(b) ? [...a, ...b] : forward.add(a, b)),
    sub: (a, b) =>
      carries(a) || carries(b) ? [...a, ...(b.length > 1 ? [minusSum(b)] : negated(b))] : forward.sub(a, b),
    // What comes from the loss stands first.
    mul: (a, b) => {
      if (!carries(a) && !carries(b) && !isMinusOne(a) && !isMinusOne(b)) return forward.mul(a, b);
      return (carries(b) && !carries(a)) || isMinusOne(b) ? product(b, a) : product(a, b);
    },
    slope: (fn, y) => slopeOf(fn, y, times),
    seed: (state) =>
      adjoint([
        ...(isReadAbove(scan, state) ? own.above(state) : []),
        ...(adjointsOf(scan).lags[state] ?? []).flatMap((lag) => own.later(state, lag)),
      ]),
    pull: (gate, a) => adjoint(own.pull(gate, a)),
  };
}

const minusSum = (value: Tex): Summand => ({
  ...summand(operand(value, MATRIX), SUM),
  minus: true,
  isAdjoint: true,
});

/** The lines that are printed: intermediates without a letter stand where they are read. */
export const printedLines = (scan: Scan): readonly AdjointLine[] =>
  adjointsOf(scan).lines.filter((line) => line.kind === "sent" || !isInlined(scan, line.name));

/** Prints nodes of the graph: values of equations and of lines by their names, all else as it is computed. */
function nodePrinter(scan: Scan, leaves: Leaves, own: AdjointLeaves) {
  const { graph } = adjointsOf(scan);
  const algebra = gradAlgebra(scan, leaves, own);
  const byNode = new Map<NodeId, AdjointLine>();
  for (const line of printedLines(scan))
    if (line.kind !== "sent" && !byNode.has(line.node)) byNode.set(line.node, line);
  const equations = new Map(graph.values.map(({ name, node }) => [node, name]));
  const isConstant = (node: NodeId) => graph.nodes[node]?.op === "const";
  /** @param but the line whose right side is printed. */
  return (node: NodeId, but?: AdjointLine): Tex =>
    evaluator<Tex>(graph.nodes, algebra, (id) => {
      const line = byNode.get(id);
      if (line && line !== but && !isConstant(id)) return adjoint(own.line(line));
      const equation = equations.get(id);
      return equation === undefined || isConstant(id) ? undefined : algebra.ref(equation, 0);
    })(node);
}

/** The right side of a line. */
function rightOf(
  scan: Scan,
  print: ReturnType<typeof nodePrinter>,
  own: AdjointLeaves,
  line: AdjointLine,
): Tex {
  if (line.kind !== "sent") return print(line.node, line);
  const { states, recurs } = adjointsOf(scan).graph;
  const isOf = (name: string, lag: number) => name === line.state && lag === line.lag;
  return [
    ...states.flatMap(({ leaf, adjoint: node }) => (isOf(leaf.name, leaf.lag) ? print(node) : [])),
    ...recurs.flatMap(({ leaf, adjoint: node }) =>
      isOf(leaf.source, leaf.lag) ? own.pull(leaf.gate, print(node)) : [],
    ),
  ];
}

/** A word of the page in a formula: what is no letter could be a command. */
const textOf = (word: string): string =>
  `\\text{${word.replace(/[^\p{L}\p{N} ]/gu, (sign) => `\\char"${(sign.codePointAt(0) ?? 0).toString(16).toUpperCase()} `)}}`;

/** Letters of what belongs to the way back. */
function adjointLetters(scan: Scan, options: AdjointTexOptions): AdjointLeaves & { readonly loss: string } {
  const { at, block, style } = printerOf(scan, options);
  const { notation, lossAt } = options;
  const loss = lossAt === null ? "L" : `L_{${lossAt + 1}}`;
  const forward = scan.direction === "forward";
  const t = style.time === "i" ? "i" : "t";
  const only = printedLines(scan).filter(({ kind }) => kind === "delta").length === 1;
  const by = (name: string, lag: number) => `\\tfrac{\\partial ${loss}}{\\partial ${at(name, lag)}}`;
  const part = (name: string, lag: number, from: string) => one(`${by(name, lag)}\\big|_{${from}}`, ATOM);
  return {
    loss,
    line: (line) => {
      if (line.kind === "sent") return part(line.state, line.lag, t);
      if (line.kind === "value") return one(by(valueName(line.name), 0), ATOM);
      const name = valueName(line.name);
      const letter = { base: "δ", ...(only ? {} : { sub: indexOf(notation, name, style) }) };
      return one(
        texLetter(
          letter,
          timeOf(
            { ...style, time: style.time === "⟨t⟩ of the past" ? "⟨t⟩" : style.time },
            scan.direction,
            0,
          ),
        ),
        ATOM,
      );
    },
    above: (state) => part(state, 0, textOf(options.above)),
    later: (state, lag) => part(state, 0, `${t}${forward ? "+" : "-"}${lag}`),
    pull: (gate, a) => {
      const transposed = raised(block("recurrentKernel", gate), "\\top");
      return adjoint(one(`${transposed} ${operand(a, ATOM)}`, MATRIX));
    },
  };
}

export interface TexAdjointLine {
  readonly line: AdjointLine;
  /** "\tfrac{\partial L}{\partial f_t} = \tfrac{\partial L}{\partial c_t} \odot c_{t-1}". */
  readonly tex: string;
}

/** Every equation of a step back, in the order in which they can be computed. */
export function texAdjoints(scan: Scan, options: AdjointTexOptions): readonly TexAdjointLine[] {
  const own = adjointLetters(scan, options);
  const print = nodePrinter(scan, letterLeaves(scan, options), own);
  return printedLines(scan).map((line) => ({
    line,
    tex: `${sumTex(own.line(line))} = ${sumTex(rightOf(scan, print, own, line)) || "0"}`,
  }));
}

/** What the leaves of a step back are for one unit. */
export interface AdjointNumbers extends Numbers {
  line(line: AdjointLine): number | undefined;
  above(state: string): number | undefined;
  later(state: string, lag: number): number | undefined;
  pulled(gate: string): number | undefined;
}

/** A gradient as the page writes numbers of any size: three digits, or a power of ten with two. */
export function texGradient(value: number): string {
  if (!Number.isFinite(value)) return texNumber(value);
  const text = formatNumber(Math.abs(value));
  return `${value < 0 ? "-" : ""}${/^[\d.]+$/.test(text) ? text : `\\text{${text}}`}`;
}

/** The lines of `texAdjoints` with numbers; null where they are not known. */
export function texAdjointNumbers(
  scan: Scan,
  options: AdjointTexOptions,
  numbers: AdjointNumbers,
): readonly (string | null)[] {
  let isWhole = true;
  const missing = () => {
    isWhole = false;
  };
  const number = (value: number | undefined): Tex => {
    if (value === undefined) missing();
    const text = texGradient(value ?? Number.NaN);
    const minus = text.startsWith("-");
    return [{ ...summand(minus ? text.slice(1) : text, ATOM), minus, isAdjoint: true }];
  };
  const own: AdjointLeaves = {
    line: (line) => number(numbers.line(line)),
    above: (state) => number(numbers.above(state)),
    later: (state, lag) => number(numbers.later(state, lag)),
    pull: (gate) => number(numbers.pulled(gate)),
  };
  const print = nodePrinter(scan, numberLeaves(scan, options, numbers, missing), own);
  return printedLines(scan).map((line) => {
    const result = numbers.line(line);
    if (result === undefined) return null;
    isWhole = true;
    const right = sumTex(rightOf(scan, print, own, line)) || "0";
    const last = texGradient(result);
    return isWhole && right !== last ? `= ${seatSigns(right)} = ${last}` : `= ${last}`;
  });
}

/** A parameter of a scan whose gradient is summed over steps. */
export interface WeightName {
  readonly role: "kernel" | "recurrentKernel" | "bias" | "recurrentBias" | "perUnit" | "initial";
  /** Of the block; the name of a weight per unit, or of the state. */
  readonly gate: string;
}

/** "U_f", "p_i", "h_0": what a parameter is called. */
export function texWeight(scan: Scan, options: TexOptions, { role, gate }: WeightName): string {
  const { block, perUnit, style } = printerOf(scan, options);
  if (role === "perUnit") return perUnit(gate);
  if (role === "initial")
    return texLetter({ ...letterOf(options.notation, gate, style), isTimeless: true }, { below: "0" });
  return block(role, gate);
}

/**
 * "\tfrac{\partial L_4}{\partial U_f} = \sum_{k \le 4} …": the gradient of one step's loss as products of Jacobians.
 *
 * Source: Pascanu, Mikolov & Bengio 2013, arXiv:1211.5063, eqs. 4 and 5.
 */
export function texProducts(scan: Scan, options: AdjointTexOptions, weight: WeightName): string {
  const { loss } = adjointLetters(scan, options);
  const t = (options.lossAt ?? 0) + 1;
  const [only = "h"] = scan.states;
  // All states of a cell together are s.
  const state = scan.states.length > 1 ? "s" : texLetter({ base: only });
  const isForward = scan.direction === "forward";
  const by = (over: string, under: string) => `\\tfrac{\\partial ${over}}{\\partial ${under}}`;
  const before = isForward ? "i-1" : "i+1";
  const parameter = texWeight(scan, options, weight);
  const [from, to] = isForward ? ["k+1", t] : [t, "k-1"];
  return [
    `${by(loss, parameter)} = \\textstyle\\sum_{k \\${isForward ? "le" : "ge"} ${t}}`,
    by(loss, `${state}_{${t}}`),
    `\\big(\\prod_{i=${from}}^{${to}} ${by(`${state}_i`, `${state}_{${before}}`)}\\big)`,
    by(`${state}_k`, parameter),
  ].join(" ");
}

/** "\tfrac{\partial L}{\partial U_f} = \sum_t \delta_{f,t} h_{t-1}^\top": what the steps add to a parameter's gradient. */
export function texWeightGradient(scan: Scan, options: AdjointTexOptions, weight: WeightName): string {
  const { role, gate } = weight;
  const own = adjointLetters(scan, options);
  const leaves = letterLeaves(scan, options);
  const print = nodePrinter(scan, leaves, own);
  const algebra = algebraOf(scan, leaves);
  const { graph, lags } = adjointsOf(scan);
  const { style, x } = printerOf(scan, options);
  const t = style.time === "i" ? "i" : "t";
  const left = `\\tfrac{\\partial ${own.loss}}{\\partial ${texWeight(scan, options, weight)}}`;
  const outer = (delta: Tex, source: string) => `${operand(delta, ATOM)} \\, ${raised(source, "\\top")}`;
  const termOf = (): string => {
    switch (role) {
      case "kernel":
      case "bias":
        return graph.inputs
          .filter(({ leaf }) => leaf.gate === gate)
          .map(({ adjoint: node }) =>
            role === "bias" ? operand(print(node), PRODUCT) : outer(print(node), x),
          )
          .join(" + ");
      case "recurrentKernel":
      case "recurrentBias":
        return graph.recurs
          .filter(({ leaf }) => leaf.gate === gate)
          .map(({ leaf, adjoint: node }) =>
            role === "recurrentBias"
              ? operand(print(node), PRODUCT)
              : outer(print(node), operand(algebra.ref(leaf.source, leaf.lag), ATOM)),
          )
          .join(" + ");
      case "perUnit":
        return graph.params
          .filter(({ leaf }) => leaf.name === gate)
          .map(({ adjoint: node }) => operand(print(node), PRODUCT))
          .join(" + ");
      case "initial":
        return (lags[gate] ?? [])
          .map((lag) => sumTex(own.line({ kind: "sent", state: gate, lag })))
          .join(" + ");
      default:
        return role satisfies never;
    }
  };
  return `${left} = \\textstyle\\sum_{${t}} ${termOf()}`;
}
