import { Refused, saidBy } from "../lib/said.ts";
import type { Engine } from "./engine.ts";

/** One of several engines saw only while it built that its models do not fit. */
export class PartRefused extends Refused {
  readonly engine: Engine;
  constructor(engine: Engine, error: RangeError) {
    super(saidBy(error));
    this.engine = engine;
  }
}
