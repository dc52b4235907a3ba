import type { NodeId } from "../plan.ts";
import type { Run, Running } from "./node.ts";
import { rowsAt, type Signal } from "./signals.ts";

/** What a node without memory computes, for the R rows of a span: row by row, from D numbers that it reads to W of its own. */
export interface Rowwise {
  /** @param x [R, D]. @param y [R, W], zeros to which the output is added */
  forward(x: Float64Array, y: Float64Array): void;
  /** Adds to the gradients of parameters. @param dy ∂L/∂y [R, W]. @returns ∂L/∂x [R, D] */
  backward(x: Float64Array, dy: Float64Array): Float64Array;
}

/** A node whose one signal has `width` numbers a step. */
export function runRowwise(id: NodeId, width: number, run: Run, { forward, backward }: Rowwise): Running {
  const { steps: T, size: B } = run.batch;
  const output = {
    width,
    direction: run.directionOf(id),
    values: new Float64Array(T * B * width),
    gradient: new Float64Array(T * B * width),
  } satisfies Signal;
  return {
    signals: { "": output },
    forward(span) {
      forward(run.inputOf(id).read(span), rowsAt(output.values, span, T));
    },
    backward(span) {
      const input = run.inputOf(id);
      input.send(span, backward(input.read(span), rowsAt(output.gradient, span, T)));
    },
  };
}
