/** What an update told, out of the telemetry's texels. */
import type { UpdateTelemetry } from "../engine.ts";
import { normOfNorms } from "../norms.ts";
import type { BundleLayout } from "./bundle-layout.ts";
import { indices } from "./counting.ts";
import type { ItemTable } from "./items.ts";

/** The norm in item `n`, of (m = largest entry, Σ(x/m)², not finite). */
function normAt(texels: Float32Array, n: number): number {
  const [most, sum, bad] = texels.subarray(n * 4, n * 4 + 3) as unknown as [number, number, number];
  if (bad) return most === Number.POSITIVE_INFINITY ? most : Number.NaN;
  return most * Math.sqrt(sum);
}

/** In words of the contract, by model. @param texels the telemetry texture */
export function telemetryOf(
  { models, steps }: BundleLayout,
  { gradientsPerModel, lossesPerModel, ofParameter, profiles }: ItemTable,
  texels: Float32Array,
  clipNorm: number,
): readonly UpdateTelemetry[] {
  return indices(models).map((m): UpdateTelemetry => {
    const first = m * (gradientsPerModel + lossesPerModel);
    const parameterNorms = Float32Array.from(ofParameter, (own) =>
      normOfNorms(own.map((item) => normAt(texels, first + item))),
    );
    let loss = 0;
    for (let i = 0; i < lossesPerModel; i++) loss += texels[(first + gradientsPerModel + i) * 4] as number;
    const gradientNorm = normOfNorms(parameterNorms);
    return {
      loss,
      gradientNorm,
      clippedNorm: clipNorm > 0 ? Math.min(clipNorm, gradientNorm) : gradientNorm,
      parameterNorms,
      profiles: profiles.map(({ scan, state, isBackward, first: starts }) => ({
        scan,
        state,
        norms: Float32Array.from({ length: steps }, (_, t) =>
          normAt(texels, (starts[m] as number) + (isBackward ? steps - 1 - t : t)),
        ),
      })),
      // As the optimizer's vertices judge it: in float32.
      applied: Number.isFinite(loss) && Number.isFinite(Math.fround(gradientNorm)),
    };
  });
}
