/** Whose letters: what gates, states and matrices are called in each source, and how its equations are laid out. */
import type { CellKind } from "../cells/index.ts";
import { fallback, notations } from "./notation-sources.ts";
import type { Letter, Lettered, Notation, Pattern, Style } from "./notation-types.ts";
import type { ScanNode } from "./plan.ts";

export type NotationId = keyof typeof notations;
export const notationIds = Object.keys(notations) as readonly NotationId[];
export const isNotationId = (id: string): id is NotationId => Object.hasOwn(notations, id);

/** A source, whichever of its forms is shown. */
export type SourceId = Exclude<NotationId, `${string}-${"joint" | "split"}`>;
export const sourceOf = (id: NotationId): SourceId => id.split("-")[0] as SourceId;
export const sourceIds = [...new Set(notationIds.map(sourceOf))] as readonly SourceId[];
/** The other form of the same source: matrices apart, or as one on [h, x]; null where it has one form alone. */
export const otherForm = (id: NotationId): NotationId | null =>
  notationIds.find((other) => other !== id && sourceOf(other) === sourceOf(id)) ?? null;

const notationOf = (id: NotationId): Notation => notations[id];
/** Whether a gate's matrices are written as one. */
export const isJoint = (id: NotationId): boolean => notationOf(id).lstm.isJoint;

/** What of a layer decides how it is written. */
export type Written = Pick<ScanNode, "gates" | "states" | "equations"> & { readonly cell?: CellKind };

/** How a source writes a layer's cell. */
export function styleOf(id: NotationId, { gates, states, equations, cell }: Written): Style {
  const notation = notationOf(id);
  const own = cell && notation.cells?.[cell];
  if (own) return own;
  if (states.length > 1) return notation.lstm;
  return equations.some(({ name }) => gates.includes(name)) ? notation.gru : notation.rnn;
}

/** The letter of a gate or state; a name that nobody has a letter for ("rh") is its own. */
export const letterOf = (id: NotationId, name: string, style?: Style): Letter =>
  style?.letters[name] ?? notationOf(id).letters[name] ?? fallback.letters[name] ?? { base: name };

/** What a gate or state becomes as an index: Γᵘ gives u, c̃ gives c. */
export function indexOf(id: NotationId, name: string, style: Style): string {
  const { base, sub, sup } = letterOf(id, name, style);
  return style.index[name] ?? sub ?? sup ?? base;
}

/**
 * The letter of a parameter, or of a gate's block of it; `gate` null is the only one of its kind.
 * @param style of the cell; without one, as in a plain network.
 */
export function parameterLetter(
  id: NotationId,
  what: Lettered,
  gate: string | null,
  style: Style = notationOf(id).rnn,
): Letter {
  // A learned first state is written as the state that it is, before the first step.
  if (what === "initial" && gate !== null) return { ...letterOf(id, gate, style), sub: "0" };
  const pattern: Pattern = style.parameters[what] ?? fallback.parameters[what];
  const { base, plain = "", without = [], sub, sup } = pattern;
  if (gate !== null && without.includes(gate)) return { base };
  const index = gate === null ? plain : indexOf(id, gate, style);
  const at = (place: string | undefined) => place?.replace("#", index) || undefined;
  const [below, above] = [at(sub), at(sup)];
  return { base, ...(below ? { sub: below } : {}), ...(above ? { sup: above } : {}) };
}

const accents = { tilde: "\u0303", hat: "\u0302" };
/** The letter with its accent as one string: "c̃". */
export const baseText = ({ base, accent }: Letter): string => `${base}${accent ? accents[accent] : ""}`;

/** "c̃", "Γ_u", "W_hx^f": in one line, where nothing can be set higher or lower. */
export const letterText = (letter: Letter): string =>
  `${baseText(letter)}${letter.sub ? `_${letter.sub}` : ""}${letter.sup ? `^${letter.sup}` : ""}`;

/** What a source has no letter for, of those that the scan's equations need: names of gates and states, and parameters. */
export function borrowed(
  id: NotationId,
  scan: Written & Pick<ScanNode, "blocks">,
  perUnit: readonly string[],
): readonly Letter[] {
  const { gates, states, blocks, equations } = scan;
  const style = styleOf(id, scan);
  const letters = { ...notationOf(id).letters, ...style.letters };
  const names = [...gates.filter((gate) => equations.some(({ name }) => name === gate)), ...states];
  const missing = [...new Set(names)]
    .filter((name) => !letters[name])
    .map((name) => letterOf(id, name, style));
  if (blocks.recurrentBias.length > 0 && !style.parameters.recurrentBias)
    missing.push(...blocks.recurrentBias.map((gate) => parameterLetter(id, "recurrentBias", gate, style)));
  if (perUnit.length > 0 && !style.parameters.perUnit)
    missing.push(...perUnit.map((name) => parameterLetter(id, "perUnit", name.slice(1), style)));
  return missing;
}
