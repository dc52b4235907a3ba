/**
 * What a source's cells are where they differ by a setting: a model that is added takes the settings of the source
 * whose letters are shown. Each is what its first slide (or its default) on that cell says; docs/decisions/0011.
 */
import type { CellKind } from "../cells/index.ts";
import type { AnyValues } from "../lib/fields.ts";
import type { NotationId } from "./notation.ts";

const frameworkGru = { resetAfter: true, recurrentBias: true, updateGate: "old", useBias: true };

/** r ∘ (U h), one bias a gate, u ∘ h̃ + (1 − u) ∘ h. */
const barcelonaGru = { resetAfter: true, recurrentBias: false, updateGate: "new", useBias: true };

const conventions: {
  readonly [N in NotationId]: { readonly [C in CellKind]?: AnyValues };
} = {
  pytorch: { gru: frameworkGru },
  keras: { gru: frameworkGru },
  u: { gru: barcelonaGru },
  d: { gru: barcelonaGru },
  // U(r ∘ h); S writes it without biases.
  s: { gru: { resetAfter: false, updateGate: "new", useBias: false } },
  t: { gru: { resetAfter: false, updateGate: "new", useBias: true } },
  o: { gru: { resetAfter: false, updateGate: "old", useBias: true } },
};

/** Settings of a cell as a source has it; none where all sources agree. */
export const conventionOf = (notation: NotationId, cell: CellKind): AnyValues =>
  conventions[notation][cell] ?? {};
