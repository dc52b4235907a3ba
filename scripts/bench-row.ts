/** One row of the benchmark: an engine on a cell at a size. */
import type { EngineKind } from "../src/engine/engine.ts";
import type { Figure, Size } from "./bench-goals.ts";
import type { ShareFigures } from "./bench-wasm.ts";

export type Spread = readonly [number, number];

/** Of the SIMD engine, over both sides; null where tf.layers does not train on tfjs' WASM backend. */
export interface TwoRatios<T> {
  readonly "tf.layers/webgl": T;
  readonly "tfjs-wasm": T | null;
}

export interface Row extends Partial<ShareFigures> {
  readonly engine: EngineKind;
  readonly cell: string;
  readonly resetAfter?: boolean;
  readonly size: Size;
  readonly rounds: number;
  /** Updates a second over tf.layers' on WebGL: median of the rounds. */
  readonly ratio: number | TwoRatios<number>;
  readonly ratioQuartiles: Spread | TwoRatios<Spread>;
  readonly ratioSpread: Spread | TwoRatios<Spread>;
  readonly updatesPerSecond: Figure;
  readonly layersUpdatesPerSecond: Figure;
  readonly tfjsWasmUpdatesPerSecond?: Figure;
  /** Why tf.layers does not train on tfjs' WASM backend, if so. */
  readonly tfjsWasmError?: string;
  readonly worstGradientError: number;
  readonly draws?: number;
  readonly layersDraws?: number;
  /** As `ratio`, with every draw of both sides cut to one pixel. */
  readonly overheadRatio?: number;
  readonly overheadRatioQuartiles?: Spread;
  readonly overheadRatioSpread?: Spread;
  /** Processor time of the page's thread for one update over tf.layers', nothing being drawn or waited for. */
  readonly jsRatio?: number;
  readonly jsRatioQuartiles?: Spread;
  readonly jsRatioSpread?: Spread;
  readonly jsMilliseconds?: number;
  readonly layersJsMilliseconds?: number;
  /** The first update's seconds over tf.layers' first, each in a browser that has nothing compiled. */
  readonly firstRatio?: number;
  readonly firstRatioSpread?: Spread;
  readonly firstSeconds?: number;
  readonly layersFirstSeconds?: number;
  readonly firstShaders?: number;
  readonly layersFirstShaders?: number;
}
