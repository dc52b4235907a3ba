import { ContextLost } from "../engine/engine.ts";
import { hasGradient, type RacerTelemetry } from "../engine/racers.ts";
import { type Phrase, phrase } from "../lib/phrase.ts";
import type { FailureCode } from "./protocol.ts";

/** What an engine's error means to a run. */
export function failureCode(error: unknown): FailureCode {
  if (!(error instanceof ContextLost)) return "bug";
  return error.what === "worker" ? "workerLost" : "contextLost";
}

/** What became of a model whose update was not applied. */
export function divergence(name: string, told: RacerTelemetry): Phrase {
  const { loss } = told;
  if (!hasGradient(told) || !Number.isFinite(loss))
    return Number.isNaN(loss)
      ? phrase`The loss of ${name} became NaN`
      : phrase`The loss of ${name} became infinite`;
  return Number.isNaN(told.gradientNorm)
    ? phrase`The gradient of ${name} became NaN`
    : phrase`The gradient of ${name} became infinite`;
}
