/** What the numerics stories run over, derived from the registry of cells: a new cell needs no line in any of them. */
import { type CellKind, cells } from "../src/cells/index.ts";
import { everyBuild, everyCase } from "../src/engine/self-check.ts";
import { clampableGates, clampName } from "../src/experiment/clamp-fields.ts";
import { type LoweredCell, lower } from "../src/model/lower.ts";
import { everyReach, layerValues } from "../src/model/networks.ts";
import type { EngineChoice } from "./harness/engines.ts";
import { strictFlags } from "./harness/flags.ts";
import type { NetworkRequest, TrainRequest } from "./harness/requests.ts";

export type Layer = NetworkRequest["layers"][number];

export const tokens: NetworkRequest = {
  layers: [{ cell: "lstm", units: 24 }],
  steps: 12,
  batch: 8,
  input: "tokens",
  inputs: 16,
  outputs: 16,
  loss: "crossEntropy",
};
export const floats: NetworkRequest = {
  ...tokens,
  input: "floats",
  inputs: 3,
  outputs: 2,
  loss: "mse",
  weight: "last",
};
export const training: TrainRequest = {
  ...tokens,
  updates: 12,
  settings: {
    optimizer: { kind: "adam", values: { learningRate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 } },
    clipNorm: 0.5,
  },
};

export const withLayer = <R extends NetworkRequest>(request: R, layer: Layer): R => ({
  ...request,
  layers: [layer],
});

export const lowered = ({ cell, options }: Layer): LoweredCell =>
  lower(cells[cell].equations(layerValues(cell, options)), cells[cell].states);

const changes = ({ options }: Layer): number => Object.keys(options ?? {}).length;
/** Layers of these cells, those with the fewest options that are not at their default first. */
const layersOf = (cases: typeof everyCase, units: number): readonly Layer[] =>
  cases
    .map(({ cell, options }): Layer => {
      const usual = layerValues(cell);
      const changed = Object.entries(options).filter(([name, value]) => value !== usual[name]);
      return { cell, units, options: Object.fromEntries(changed) };
    })
    .sort((a, b) => changes(a) - changes(b));

/** Every cell of the registry with every option that changes its equations, its defaults first. */
export const variants = (units: number): readonly Layer[] => layersOf(everyCase, units);

/** Of those, the first of each build: cells whose steps have other phases, sums, sources or planes from one another. */
export const builds = (units: number): readonly Layer[] => layersOf(everyBuild(), units);

/** Cells at the least and the most of how far back they look, over more steps than that. */
export const reaches = (units: number): readonly NetworkRequest[] =>
  everyReach.map(({ cell, options }) => ({ ...withLayer(tokens, { cell, units, options }), steps: 20 }));

/** Cells at their defaults with one of their gates held, and with all of them. */
export const clamped = (units: number): readonly Layer[] =>
  (Object.keys(cells) as CellKind[]).flatMap((cell) => {
    const gates = clampableGates(cell);
    const holding = (held: readonly string[]): Layer => ({
      cell,
      units,
      options: Object.fromEntries(held.map((gate) => [clampName(gate), 20 + 30 * gates.indexOf(gate)])),
    });
    return gates.length === 0
      ? []
      : [...gates.map((gate) => holding([gate])), ...(gates.length > 1 ? [holding(gates)] : [])];
  });

export const nameOf = ({ cell, options = {} }: Layer): string =>
  [cell, ...Object.entries(options).map(([name, value]) => `${name} ${value}`)].join(", ");

export const webgl: EngineChoice = { engine: "webgl", backend: "webgl", flags: strictFlags };
export const reference: EngineChoice = { engine: "reference", backend: "webgl", flags: strictFlags };
export const referenceOnCpu: EngineChoice = { engine: "reference", backend: "cpu" };
export const simd: EngineChoice = { engine: "wasm", backend: "wasm", relaxed: true };
export const plainSimd: EngineChoice = { ...simd, relaxed: false };

/** Float32 against float64 at some ten thousand operations deep; relative to the largest entry of the same array. */
export const ENGINE = 1e-5;
/** A profile's steps are compared one by one, the faintest too, whose entries carry the error of the whole chain. */
export const PROFILE = 1e-4;
