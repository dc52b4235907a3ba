/** All programs that train a bundle, but for the optimizer's. */
import type { BundleLayout } from "./bundle-layout.ts";
import { LayerPrograms } from "./layer-programs.ts";
import {
  logitGradientsProgram,
  logitsBackProgram,
  logitsProgram,
  readoutGradientProgram,
  statsProgram,
} from "./readout.ts";
import type { ProgramText } from "./text.ts";
import { telemetryProgram } from "./update-programs.ts";

export class BundlePrograms {
  /** From the input up. */
  readonly layers: readonly LayerPrograms[];
  readonly logits: ProgramText;
  readonly stats: ProgramText;
  readonly logitGradients: ProgramText;
  readonly logitsBack: ProgramText;
  readonly readoutGradient: ProgramText;
  readonly telemetry: ProgramText;

  constructor(readonly layout: BundleLayout) {
    this.layers = layout.layers.map((layer) => new LayerPrograms(layer));
    this.logits = logitsProgram(layout);
    this.stats = statsProgram(layout);
    this.logitGradients = logitGradientsProgram(layout);
    this.logitsBack = logitsBackProgram(layout);
    this.readoutGradient = readoutGradientProgram(layout);
    this.telemetry = telemetryProgram(layout);
  }

  /** @throws Error where equations cannot be printed */
  get all(): readonly ProgramText[] {
    return [
      ...this.layers.flatMap(({ all }) => all),
      this.logits,
      this.stats,
      this.logitGradients,
      this.logitsBack,
      this.readoutGradient,
      this.telemetry,
    ];
  }
}
