/** The programs of one layer in training, each printed once: its passes in all batch sizes share them. */
import { backwardProgram } from "./backward.ts";
import { firstGradientProgram, firstStateProgram } from "./first-states.ts";
import { forwardProgram } from "./forward.ts";
import { gradientProgram } from "./gradient.ts";
import type { LayerLayout, PhaseLayout } from "./layer-layout.ts";
import { downProgram, pullProgram } from "./pulls.ts";
import type { ProgramText } from "./text.ts";

/** One pass of a step: which planes of a phase it writes, and its program. */
export interface StepProgram {
  readonly phase: PhaseLayout;
  readonly planes: readonly number[];
  readonly text: ProgramText;
}

/** A program for one state of the layer. */
export interface StateProgram {
  readonly state: string;
  readonly text: ProgramText;
}

export class LayerPrograms {
  private readonly printed = new Map<string, unknown>();

  constructor(readonly layer: LayerLayout) {}

  /** Passes of a step forward, phases upwards. */
  get forward(): readonly StepProgram[] {
    return this.once("forward", () =>
      this.layer.phases.flatMap((phase) =>
        phase.savedGroups.map((planes) => ({ phase, planes, text: forwardProgram(phase, planes) })),
      ),
    );
  }

  /** Passes of a step backward, phases downwards. */
  get backward(): readonly StepProgram[] {
    return this.once("backward", () =>
      [...this.layer.phases]
        .reverse()
        .flatMap((phase) =>
          phase.keptGroups.map((planes) => ({ phase, planes, text: backwardProgram(phase, planes) })),
        ),
    );
  }

  /** Passes of a step before those of `backward`, where the device has Uᵀ·delta summed by passes of their own. */
  get pulls(): readonly StateProgram[] {
    const { layer } = this;
    return this.once("pulls", () =>
      (layer.isWide ? layer.pulledStates : []).map((state) => ({ state, text: pullProgram(layer, state) })),
    );
  }

  /** One pass per learned first state, before the first step. */
  get firstStates(): readonly StateProgram[] {
    const { layer } = this;
    return this.once("firstStates", () =>
      layer.learnedStates.map((state) => ({ state, text: firstStateProgram(layer, state) })),
    );
  }

  /** One pass per learned first state, after the last step back. */
  get firstGradients(): readonly StateProgram[] {
    const { layer } = this;
    return this.once("firstGradients", () =>
      layer.learnedStates.map((state) => ({ state, text: firstGradientProgram(layer, state) })),
    );
  }

  /** What the layer sends to the one below; undefined for the first one. */
  get down(): ProgramText | undefined {
    const { layer } = this;
    return this.once("down", () => layer.below && downProgram(layer, layer.below));
  }

  /** One pass per phase. */
  get gradients(): readonly { readonly phase: PhaseLayout; readonly text: ProgramText }[] {
    return this.once("gradients", () =>
      this.layer.phases.map((phase) => ({ phase, text: gradientProgram(phase) })),
    );
  }

  /** All of them. */
  get all(): readonly ProgramText[] {
    const states = [...this.firstStates, ...this.firstGradients, ...this.pulls];
    return [
      ...[...states, ...this.gradients, ...this.forward, ...this.backward].map(({ text }) => text),
      ...(this.down ? [this.down] : []),
    ];
  }

  private once<T>(name: string, print: () => T): T {
    if (!this.printed.has(name)) this.printed.set(name, print());
    return this.printed.get(name) as T;
  }
}
