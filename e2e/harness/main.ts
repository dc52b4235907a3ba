/**
 * What golden values, numerics tests and measurements ask of a real browser. Not part of the product: scripts/harness.ts
 * builds and serves it. Everything that goes in and out is plain data.
 */
import { benchLayers, benchReference, benchStart } from "./bench.ts";
import { type EngineChoice, openFor } from "./engines.ts";
import { golden } from "./golden.ts";
import * as numerics from "./numerics.ts";

const harness = {
  /** Opens an engine; the last opened one is the one that runs. */
  async open(choice: EngineChoice) {
    const { backend, renderer } = await openFor(choice);
    return { backend, renderer };
  },
  golden,
  compareTrace: numerics.compareTrace,
  curve: numerics.curve,
  oracleCurve: numerics.oracleCurve,
  leak: numerics.leak,
  notApplied: numerics.notApplied,
  restored: numerics.restored,
  chunked: numerics.chunked,
  refused: numerics.refused,
  benchReference,
  benchLayers,
  benchStart,
};

export type Harness = typeof harness;

declare global {
  interface Window {
    harness: Harness;
  }
}

window.harness = harness;
