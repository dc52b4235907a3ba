import { ContextLost, type UpdateTelemetry } from "../engine/engine.ts";
import type { FailureCode } from "./protocol.ts";

/** What an engine's error means to a run. */
export function failureCode(error: unknown): FailureCode {
  if (!(error instanceof ContextLost)) return "bug";
  return error.what === "worker" ? "workerLost" : "contextLost";
}

/** What became of a model whose update was not applied, in a sentence. */
export function divergence(name: string, update: number, { loss, gradientNorm }: UpdateTelemetry): string {
  const [what, value] = Number.isFinite(loss) ? ["The gradient", gradientNorm] : ["The loss", loss];
  return `${what} of ${name} became ${Number.isNaN(value) ? "NaN" : "infinite"} at update ${update}.`;
}
