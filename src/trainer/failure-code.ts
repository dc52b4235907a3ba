import { ContextLost } from "../engine/engine.ts";
import type { FailureCode } from "./protocol.ts";

/** What an engine's error means to a run. */
export function failureCode(error: unknown): FailureCode {
  if (!(error instanceof ContextLost)) return "bug";
  return error.what === "worker" ? "workerLost" : "contextLost";
}
