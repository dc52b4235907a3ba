import type { ExperimentSpec } from "../../experiment/spec.ts";
import type { FieldValue } from "../../lib/fields.ts";
import type { diagnosis as english } from "../../text/en/diagnosis.ts";
import type { Words } from "../../text/language.ts";
import type { Facts, ModelFacts } from "../verdict/facts.ts";

/** How much of the time a gate of a model's first traced sequence is shut (below 0.1) or wide open (above 0.9). */
export interface GateShare {
  /** "f", as its equation names it. */
  readonly gate: string;
  /** What the cell calls it: "forget". */
  readonly word: string;
  readonly shut: number;
  readonly open: number;
}

/** What a rule looks at: one model of a run. */
export interface Evidence {
  readonly facts: Facts;
  readonly model: ModelFacts;
  readonly spec: ExperimentSpec;
  /** Of every gate, over all units and steps of the probe's trace. */
  readonly gates: readonly GateShare[];
}

/** One setting that would help, by path as in links; of a model's own settings with its place. */
export interface Remedy {
  readonly path: string;
  readonly value: FieldValue;
}

export interface Found {
  /** What it is, in a word or three, and what was seen. */
  readonly name: string;
  readonly seen: string;
  /** Null where nothing has to be done. */
  readonly remedy: Remedy | null;
}

/** A rule names what it sees and why; it says nothing where it sees nothing. */
export interface Rule {
  readonly id: string;
  look(evidence: Evidence, words: Words<typeof english>): Found | null;
}
