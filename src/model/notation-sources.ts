/**
 * How each source writes its cells, as data. What a source has no letter for is written as PyTorch writes it.
 *
 * Sources: PyTorch's and Keras' documentation; lectures U (UPC Barcelona 2022), D (DCU Insight 2017), S (UPF, Sukno),
 * T (UTEC 2021), O (University of Oslo INF5400 2019), after their slides. docs/decisions/0011 has the table.
 */
import type { Letters, Notation, Parameters, Style } from "./notation-types.ts";

const same = (...names: readonly string[]): Letters =>
  Object.fromEntries(names.map((base) => [base, { base }]));

/** A cell's equations in the order and the signs that our own cells have. */
const plain: Style = {
  letters: {},
  parameters: {},
  index: {},
  time: "t",
  times: "\\odot",
  first: "x",
  order: [],
  carry: null,
  gatedFirst: false,
  bareProduct: false,
  isJoint: false,
};
/** As most lectures write: what a gate lets through stands before the bias. */
const lecture: Style = { ...plain, gatedFirst: true };

const everywhere = (style: Style): Pick<Notation, "rnn" | "lstm" | "gru"> => ({
  rnn: style,
  lstm: style,
  gru: style,
});

const pytorch = {
  letters: same("h", "c", "i", "f", "g", "o", "r", "z", "n"),
  ...everywhere({
    ...plain,
    parameters: {
      kernel: { base: "W", sub: "i#", plain: "h" },
      recurrentKernel: { base: "W", sub: "h#", plain: "h" },
      bias: { base: "b", sub: "i#", plain: "h" },
      recurrentBias: { base: "b", sub: "h#", plain: "h" },
    },
  }),
} satisfies Notation;

/** What stands where even PyTorch has no letter: Gers & Schmidhuber's peepholes, the UGRNN's gate, a readout. */
export const fallback = {
  letters: { ...same("u"), ...pytorch.letters } as Letters,
  parameters: {
    ...pytorch.rnn.parameters,
    joint: { base: "W", sub: "#" },
    perUnit: { base: "p", sub: "#" },
    initial: { base: "s", sub: "0" },
    readoutKernel: { base: "V" },
    readoutBias: { base: "b", sub: "V" },
  } as Required<Parameters>,
};

const keras: Notation = {
  letters: {
    ...same("h", "c", "i", "f", "o", "z", "r"),
    g: { base: "c", accent: "tilde" },
    n: { base: "h", accent: "tilde" },
  },
  ...everywhere({
    ...plain,
    parameters: {
      kernel: { base: "kernel", sub: "#" },
      recurrentKernel: { base: "recurrent_kernel", sub: "#" },
      bias: { base: "bias", sub: "#" },
      recurrentBias: { base: "recurrent_bias", sub: "#" },
    },
  }),
};

/** Our names of the equations in the order of Olah's figures, which U, D, S and T show: forget gate first. */
const forgetFirst = ["f", "i", "g", "c'", "o", "h'"];
/** Olah's LSTM: one matrix for old state and input side by side. */
const jointLstm: Style = {
  ...lecture,
  letters: { g: { base: "C", accent: "tilde" } },
  index: { g: "C" },
  times: "\\ast",
  order: forgetFirst,
  carry: "old",
  isJoint: true,
};
/** Olah's GRU, without biases: the candidate's matrix has no index. */
const jointGru: Style = {
  ...lecture,
  letters: { z: { base: "z" } },
  index: { n: "h" },
  times: "\\ast",
  order: ["z", "u", "r", "f", "n", "h'"],
  carry: "old",
  isJoint: true,
};
const jointWeights: Parameters = { joint: { base: "W", sub: "#", without: ["n"] } };

/** W for the input, U for the old state. */
const indexed: Parameters = {
  kernel: { base: "W", sub: "#" },
  recurrentKernel: { base: "U", sub: "#" },
  bias: { base: "b", sub: "#" },
};
/** U and D: the GRU after Cho et al. has its indices in parentheses and counts time by i. */
const barcelona: Notation = {
  letters: {
    ...same("h", "i", "f", "o", "r", "u"),
    c: { base: "C" },
    g: { base: "C", accent: "hat" },
    z: { base: "u" },
    n: { base: "h", accent: "tilde" },
  },
  rnn: { ...lecture, parameters: indexed },
  lstm: {
    ...lecture,
    parameters: indexed,
    index: { g: "c" },
    order: ["i", "g", "f", "c'", "o", "h'"],
    carry: "new",
  },
  gru: {
    ...lecture,
    parameters: {
      kernel: { base: "W", sup: "(#)", without: ["n"] },
      recurrentKernel: { base: "U", sup: "(#)", without: ["n"] },
      bias: { base: "b", sup: "(#)" },
    },
    index: { n: "h" },
    time: "i",
    times: "\\circ",
    order: ["z", "u", "r", "f", "n", "h'"],
    carry: "new",
    bareProduct: true,
  },
};
const barcelonaJoint: Notation = {
  ...barcelona,
  letters: { ...barcelona.letters, ...jointLstm.letters },
  lstm: { ...jointLstm, parameters: { ...indexed, ...jointWeights } },
};

const dublin: Notation = {
  ...barcelona,
  rnn: { ...lecture, parameters: { ...indexed, bias: { base: "b", sub: "#", plain: "h" } } },
};
/** D's second slide on the GRU is Olah's. */
const dublinJoint: Notation = {
  ...dublin,
  letters: { ...barcelonaJoint.letters, ...jointGru.letters },
  lstm: barcelonaJoint.lstm,
  gru: {
    ...jointGru,
    parameters: {
      ...jointWeights,
      kernel: { base: "W", sub: "#", without: ["n"] },
      recurrentKernel: { base: "U", sub: "#", without: ["n"] },
      bias: { base: "b", sub: "#" },
    },
  },
};

/** S has U for the input and W for the old state; Γ stands in the simplified unit (our UGRNN) alone. */
const sukno: Parameters = {
  kernel: { base: "U", sub: "#" },
  recurrentKernel: { base: "W", sub: "#" },
  bias: { base: "b", sub: "#", plain: "h" },
  readoutKernel: { base: "V" },
  readoutBias: { base: "b", sub: "y" },
};
const suknoJoint: Notation = {
  letters: {
    ...same("h", "i", "f", "o", "r", "z"),
    c: { base: "C" },
    g: { base: "C", accent: "tilde" },
    u: { base: "Γ", sub: "u" },
    n: { base: "h", accent: "tilde" },
  },
  rnn: { ...lecture, parameters: sukno, time: "⟨t⟩" },
  lstm: { ...jointLstm, parameters: { ...sukno, ...jointWeights } },
  gru: { ...jointGru, parameters: { ...sukno, ...jointWeights } },
  cells: {
    ugrnn: {
      ...lecture,
      parameters: sukno,
      index: { n: "h" },
      // What is of this step has no time, as on the slide.
      time: "⟨t⟩ of the past",
      order: ["n", "u", "h'"],
      carry: "new",
    },
  },
};
/** S prints no split form; its letters are those of its plain network and its simplified unit. */
const suknoSplit: Notation = {
  ...suknoJoint,
  lstm: { ...suknoJoint.lstm, parameters: sukno, isJoint: false },
  gru: { ...suknoJoint.gru, parameters: sukno, isJoint: false },
};

/** T writes the gate first in the index, and the old state before the input. */
const utecWeights: Parameters = {
  kernel: { base: "W", sub: "#x" },
  recurrentKernel: { base: "W", sub: "#h" },
  bias: { base: "b", sub: "#" },
  perUnit: { base: "P", sub: "#" },
  readoutKernel: { base: "W", sub: "o" },
  readoutBias: { base: "b", sub: "o" },
};
const utecLstm: Style = {
  ...lecture,
  parameters: utecWeights,
  index: { g: "C\u0303" },
  times: "\\cdot",
  first: "h",
  order: forgetFirst,
  carry: "old",
};
const utec: Notation = {
  letters: {
    ...same("h", "i", "f", "o", "r", "z"),
    c: { base: "C" },
    g: { base: "C", accent: "tilde" },
    n: { base: "h", accent: "tilde" },
  },
  rnn: {
    ...lecture,
    parameters: {
      ...utecWeights,
      kernel: { base: "W", sub: "x#" },
      recurrentKernel: { base: "W", sub: "h#" },
      bias: { base: "b", sub: "#", plain: "h" },
    },
  },
  lstm: utecLstm,
  gru: {
    ...lecture,
    parameters: utecWeights,
    index: { n: "h\u0303" },
    times: "\\cdot",
    first: "h",
    order: ["r", "z", "u", "f", "n", "h'"],
    carry: "old",
  },
  cells: {
    // The slide on peepholes has a small c.
    peephole: {
      ...utecLstm,
      letters: { c: { base: "c" }, g: { base: "c", accent: "tilde" } },
      index: { g: "c\u0303" },
    },
    coupled: { ...utecLstm, times: "\\ast" },
  },
};
const utecJoint: Notation = {
  ...utec,
  lstm: { ...jointLstm, parameters: { ...utecWeights, ...jointWeights } },
  cells: {},
};

/** O's gates are Γ with a superscript, and have no time. */
const gamma = (sup: string) => ({ base: "Γ", sup, isTimeless: true });
const osloWeights: Parameters = {
  kernel: { base: "W", sup: "#" },
  recurrentKernel: { base: "U", sup: "#" },
  bias: { base: "b", sup: "#" },
  readoutKernel: { base: "W", sub: "hy" },
};
const osloLstm: Style = {
  ...lecture,
  parameters: osloWeights,
  index: { g: "c" },
  times: "\\circ",
  order: ["f", "i", "o", "g", "c'", "h'"],
  carry: "old",
};
const oslo: Notation = {
  letters: {
    ...same("h", "c"),
    i: gamma("i"),
    f: gamma("f"),
    o: gamma("o"),
    g: { base: "c", accent: "tilde" },
    z: gamma("u"),
    u: gamma("u"),
    r: gamma("r"),
    n: { base: "h", accent: "tilde" },
  },
  rnn: {
    ...lecture,
    parameters: {
      ...osloWeights,
      kernel: { base: "W", sub: "hx#" },
      recurrentKernel: { base: "W", sub: "hh#" },
      bias: { base: "b", sub: "#" },
    },
    first: "h",
  },
  lstm: osloLstm,
  gru: {
    ...lecture,
    parameters: {
      ...osloWeights,
      kernel: { base: "W", sup: "#", without: ["n"] },
      recurrentKernel: { base: "U", sup: "#", without: ["n"] },
      bias: { base: "b", sup: "#", without: ["n"] },
    },
    times: "\\circ",
    order: ["z", "u", "r", "f", "n", "h'"],
    carry: "old",
  },
  // The output gate sees the new c, which must be there first.
  cells: { peephole: { ...osloLstm, order: ["f", "i", "g", "c'", "o", "h'"] } },
};

/**
 * Every source, and the other form of those that write a gate's matrices both apart and as one on [h, x]: U, D and T show
 * them apart unless asked, S as one, since its slides have no other.
 */
export const notations = {
  pytorch,
  keras,
  u: barcelona,
  "u-joint": barcelonaJoint,
  d: dublin,
  "d-joint": dublinJoint,
  s: suknoJoint,
  "s-split": suknoSplit,
  t: utec,
  "t-joint": utecJoint,
  o: oslo,
} satisfies { readonly [id: string]: Notation };
