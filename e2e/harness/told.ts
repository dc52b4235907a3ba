/** What a race tells and what is read of it, as plain data that compares to the last bit. */
import type { NetworkState, UpdateSettings, UpdateTelemetry } from "../../src/engine/engine.ts";

export const clippedAdam: UpdateSettings = {
  optimizer: { kind: "adam", values: { learningRate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 } },
  clipNorm: 1,
};

export const plainUpdate = ({ loss, gradientNorm, applied, parameterNorms, profiles }: UpdateTelemetry) => [
  ...[loss, gradientNorm, applied, ...parameterNorms],
  ...profiles.flatMap(({ norms }) => [...norms]),
];

export const plainState = ({ updates, weights, slots }: NetworkState) => [
  updates,
  [...weights].map(([path, values]) => [path, ...values]),
  Object.values(slots).map((slot) => [...slot.values()].map((values) => [...values])),
];
