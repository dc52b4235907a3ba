/**
 * Whose letters: how each source writes gates, states and matrices, as data. What a source has no letter for is
 * written as PyTorch writes it (`borrowed` lists it), so that every cell can be read in every notation.
 *
 * Sources: PyTorch's and Keras' documentation; lectures U (UPC Barcelona 2022), D (DCU Insight 2017), S (UPF, Sukno),
 * T (UTEC 2021), O (University of Oslo INF5400 2019), after their slides.
 */
import type { ScanNode } from "./plan.ts";

/** A letter with what stands at it. */
export interface Letter {
  /** "W", "Γ", "recurrent_kernel". */
  readonly base: string;
  readonly tilde?: boolean;
  readonly sub?: string;
  readonly sup?: string;
}

/** Parameters of a layer and of the readout that have a letter. */
export type Lettered =
  | "kernel"
  | "recurrentKernel"
  | "bias"
  | "recurrentBias"
  | "perUnit"
  | "initial"
  | "readoutKernel"
  | "readoutBias";

/** "#" in `sub` or `sup` is the gate's index; `plain` stands there where the cell has only one of them. */
interface Pattern extends Letter {
  readonly plain?: string;
}

export interface Notation {
  /** By name in our equations; z and u are both update gates, g and n both candidates. */
  readonly letters: { readonly [name: string]: Letter };
  readonly parameters: { readonly [P in Lettered]?: Pattern };
}

const same = (...names: readonly string[]) => Object.fromEntries(names.map((base) => [base, { base }]));

const pytorch = {
  letters: same("h", "c", "i", "f", "g", "o", "r", "z", "n"),
  parameters: {
    kernel: { base: "W", sub: "i#", plain: "h" },
    recurrentKernel: { base: "W", sub: "h#", plain: "h" },
    bias: { base: "b", sub: "i#", plain: "h" },
    recurrentBias: { base: "b", sub: "h#", plain: "h" },
  },
} satisfies Notation;

/** What stands where even PyTorch has no letter: Gers & Schmidhuber's peepholes, the UGRNN's gate, a readout. */
const ours = {
  letters: { ...same("u"), ...pytorch.letters },
  parameters: {
    ...pytorch.parameters,
    perUnit: { base: "p", sub: "#" },
    initial: { base: "s", sub: "0" },
    readoutKernel: { base: "V" },
    readoutBias: { base: "b", sub: "V" },
  },
} satisfies Notation & { readonly parameters: { readonly [P in Lettered]: Pattern } };

const keras: Notation = {
  letters: {
    ...same("h", "c", "i", "f", "o", "z", "r"),
    g: { base: "c", tilde: true },
    n: { base: "h", tilde: true },
  },
  parameters: {
    kernel: { base: "kernel", sub: "#" },
    recurrentKernel: { base: "recurrent_kernel", sub: "#" },
    bias: { base: "bias", sub: "#" },
    recurrentBias: { base: "recurrent_bias", sub: "#" },
  },
};

/** U's and D's slides are of one hand: W for the input, U for the old state, u ∘ h̃ takes the new one. */
const barcelona: Notation = {
  letters: {
    ...same("h", "i", "f", "o", "r", "u"),
    c: { base: "C" },
    g: { base: "C", tilde: true },
    z: { base: "u" },
    n: { base: "h", tilde: true },
  },
  parameters: {
    kernel: { base: "W", sub: "#" },
    recurrentKernel: { base: "U", sub: "#" },
    bias: { base: "b", sub: "#" },
  },
};

/** U and W change places, and every gate is a Γ. */
const sukno: Notation = {
  letters: {
    ...same("h", "c"),
    i: { base: "Γ", sub: "i" },
    f: { base: "Γ", sub: "f" },
    o: { base: "Γ", sub: "o" },
    r: { base: "Γ", sub: "r" },
    z: { base: "Γ", sub: "u" },
    u: { base: "Γ", sub: "u" },
    g: { base: "c", tilde: true },
    n: { base: "h", tilde: true },
  },
  parameters: {
    kernel: { base: "U", sub: "#" },
    recurrentKernel: { base: "W", sub: "#" },
    bias: { base: "b", sub: "#", plain: "h" },
    readoutKernel: { base: "V" },
    readoutBias: { base: "b", sub: "y" },
  },
};

const utec: Notation = {
  letters: {
    ...same("h", "i", "f", "o", "r", "z"),
    c: { base: "C" },
    g: { base: "C", tilde: true },
    n: { base: "h", tilde: true },
  },
  parameters: {
    kernel: { base: "W", sub: "x#" },
    recurrentKernel: { base: "W", sub: "h#" },
    bias: { base: "b", sub: "#" },
    readoutKernel: { base: "W", sub: "o" },
  },
};

const oslo: Notation = {
  letters: {
    ...same("h", "i", "f", "o"),
    c: { base: "C" },
    g: { base: "C", tilde: true },
    z: { base: "Γ", sup: "u" },
    u: { base: "Γ", sup: "u" },
    r: { base: "Γ", sup: "r" },
    n: { base: "h", tilde: true },
  },
  parameters: {
    kernel: { base: "W", sub: "hx", sup: "#" },
    recurrentKernel: { base: "W", sub: "hh", sup: "#" },
    bias: { base: "b", sub: "h", sup: "#" },
    readoutKernel: { base: "W", sub: "hy" },
  },
};

export const notations = {
  pytorch,
  keras,
  u: barcelona,
  d: barcelona,
  s: sukno,
  t: utec,
  o: oslo,
} satisfies { readonly [id: string]: Notation };

export type NotationId = keyof typeof notations;
export const notationIds = Object.keys(notations) as readonly NotationId[];

export const isNotationId = (id: string): id is NotationId => Object.hasOwn(notations, id);

const notationOf = (id: NotationId): Notation => notations[id];

/** The letter of a gate or state; a name that nobody has a letter for ("rh") is its own. */
export const letterOf = (id: NotationId, name: string): Letter =>
  notationOf(id).letters[name] ?? (ours.letters as Notation["letters"])[name] ?? { base: name };

/** What a gate's letter becomes as an index: Γᵘ gives u, c̃ gives c. */
const indexOf = (id: NotationId, gate: string): string => {
  const { base, sub, sup } = letterOf(id, gate);
  return sub ?? sup ?? base;
};

/** The letter of a parameter, or of a gate's block of it; `gate` null is the only one of its kind. */
export function parameterLetter(id: NotationId, what: Lettered, gate: string | null): Letter {
  // A learned first state is written as the state that it is, before the first step.
  if (what === "initial" && gate !== null) return { ...letterOf(id, gate), sub: "0" };
  const { plain = "", ...pattern }: Pattern = notationOf(id).parameters[what] ?? ours.parameters[what];
  const index = gate === null ? plain : indexOf(id, gate);
  const at = (place: string | undefined) => place?.replace("#", index) || undefined;
  const [sub, sup] = [at(pattern.sub), at(pattern.sup)];
  return { base: pattern.base, ...(sub ? { sub } : {}), ...(sup ? { sup } : {}) };
}

/** "c̃", "Γ_u", "W_hx^f": in one line, where nothing can be set higher or lower. */
export const letterText = ({ base, tilde, sub, sup }: Letter): string =>
  `${base}${tilde ? "\u0303" : ""}${sub ? `_${sub}` : ""}${sup ? `^${sup}` : ""}`;

/** What a source has no letter for, of those that the scan's equations need: names of gates and states, and parameters. */
export function borrowed(
  id: NotationId,
  { gates, states, blocks, equations }: Pick<ScanNode, "gates" | "states" | "blocks" | "equations">,
  perUnit: readonly string[],
): readonly Letter[] {
  const { letters, parameters } = notationOf(id);
  const names = [...gates.filter((gate) => equations.some(({ name }) => name === gate)), ...states];
  const missing = [...new Set(names)].filter((name) => !letters[name]).map((name) => letterOf(id, name));
  if (blocks.recurrentBias.length > 0 && !parameters.recurrentBias)
    missing.push(...blocks.recurrentBias.map((gate) => parameterLetter(id, "recurrentBias", gate)));
  if (perUnit.length > 0 && !parameters.perUnit)
    missing.push(...perUnit.map((name) => parameterLetter(id, "perUnit", name.slice(1))));
  return missing;
}
