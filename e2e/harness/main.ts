/**
 * What golden values, numerics tests and measurements ask of a real browser. Not part of the product: scripts/harness.ts
 * builds and serves it. Everything that goes in and out is plain data. Functions that take an engine's kind use the engine of
 * that kind that was opened last, or the one opened last of all.
 */
import { bench, benchDrop, benchError, benchFirst, benchShare, benchStart } from "./bench.ts";
import { type EngineChoice, openFor } from "./engines.ts";
import { golden } from "./golden.ts";
import { mixedRace } from "./mixed.ts";
import * as numerics from "./numerics.ts";
import { stream } from "./stream.ts";
import { openTfjsWasm } from "./tfjs-wasm.ts";
import * as wasm from "./wasm.ts";
import * as webgl from "./webgl.ts";

const harness = {
  /** Opens an engine, once a choice; several may be alive. */
  async open(choice: EngineChoice) {
    const { kind, backend, renderer, depth } = await openFor(choice);
    return { kind, backend, renderer, depth };
  },
  golden,
  mixedRace,
  ...numerics,
  /** Of the fused engine alone. */
  webgl: { ...webgl, stream },
  /** Of the SIMD engine alone. */
  wasm: { ...wasm },
  openTfjsWasm,
  bench,
  benchDrop,
  benchError,
  benchFirst,
  benchShare,
  benchStart,
};

export type Harness = typeof harness;

declare global {
  interface Window {
    harness: Harness;
  }
}

window.harness = harness;
