/** Between the page and a worker of a lab. */
import type { ExperimentSpec } from "../experiment/spec.ts";
import type { LabResult } from "./results.ts";

export interface LabCommand {
  readonly job: number;
  readonly spec: ExperimentSpec;
  readonly assetBase: string;
}

export type LabEvent =
  | {
      readonly type: "result";
      readonly job: number;
      readonly result: LabResult;
      /** Of the engine: which SIMD instructions it has. */
      readonly variant: string;
      readonly milliseconds: number;
    }
  /** No run could be made of it, in a sentence. */
  | { readonly type: "failed"; readonly job: number; readonly why: string };
