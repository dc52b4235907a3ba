/**
 * What golden values, numerics tests and measurements ask of a real browser. Not part of the product: scripts/harness.ts
 * builds and serves it. Everything that goes in and out is plain data.
 */
import { type BenchRequest, benchLayers, benchReference } from "./bench.ts";
import { type EngineChoice, openFor } from "./engines.ts";
import { golden } from "./golden.ts";
import {
  compareTrace,
  curve,
  leak,
  type NetworkRequest,
  notApplied,
  restored,
  type TrainRequest,
} from "./numerics.ts";

export interface Harness {
  /** Opens an engine; the last opened one is the one that runs. */
  open(choice: EngineChoice): Promise<{ backend: string; renderer: string }>;
  golden: typeof golden;
  compareTrace(request: NetworkRequest): ReturnType<typeof compareTrace>;
  curve(request: TrainRequest): ReturnType<typeof curve>;
  leak(request: TrainRequest): ReturnType<typeof leak>;
  notApplied(request: NetworkRequest): ReturnType<typeof notApplied>;
  restored(request: TrainRequest): ReturnType<typeof restored>;
  benchReference(request: BenchRequest): ReturnType<typeof benchReference>;
  benchLayers(request: BenchRequest): ReturnType<typeof benchLayers>;
}

declare global {
  interface Window {
    harness: Harness;
  }
}

window.harness = {
  async open(choice) {
    const { backend, renderer } = await openFor(choice);
    return { backend, renderer };
  },
  golden,
  compareTrace,
  curve,
  leak,
  notApplied,
  restored,
  benchReference,
  benchLayers,
};
