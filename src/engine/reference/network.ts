import * as tf from "@tensorflow/tfjs";
import { factsOf } from "../../cells/facts.ts";
import type { Batch } from "../../lib/batch.ts";
import { clearPadding, clearTrace } from "../../model/lengths.ts";
import { isStepped, loopOf } from "../../model/loops.ts";
import { firstStatePath, heldValuesOf, type Plan, type ScanNode, scansOf } from "../../model/plan.ts";
import { type Masks, randomInitial, randomMasks } from "../../model/random.ts";
import type { Evaluation, InitialStates, NetworkState } from "../../model/results.ts";
import { beyondStack } from "../../model/stacked.ts";
import type { Weights } from "../../model/weights.ts";
import { denominatorOf, resize, resizeStates } from "../batches.ts";
import type { Network, UpdateTelemetry } from "../engine.ts";
import { normOfNorms, normOfRows } from "../norms.ts";
import { feed } from "./feed.ts";
import { type Forward, forward } from "./forward.ts";
import { flatten, layoutOf, ROW, type Segment, unflatten } from "./layout.ts";
import { EVALUATION_BYTES, forwardBytesPerSequence } from "./memory.ts";
import { scaledSquares } from "./norms.ts";
import { type Flat, optimize } from "./optimize.ts";
import { evaluatedSize, tracedSize } from "./resize.ts";
import { stackSteps } from "./signals.ts";

/** The state of one scan by which the loss is differentiated. */
interface Watched {
  readonly scan: number;
  readonly state: string;
  /** [B, H] for each of the steps, or [N, H] once where all steps are computed at once. */
  readonly count: number;
  readonly units: number;
}

interface Differentiated extends Forward {
  readonly gradients: readonly tf.Tensor[];
  /** ∂L/∂s_t, [N, H], for each watched state. */
  readonly stateGradients: readonly tf.Tensor2D[];
}

/** Whether a parameter is the learned first state of a cell that never looks back at that state, as an embedding does not. */
const isUnread = (scans: readonly ScanNode[], path: string): boolean =>
  scans.some((scan) =>
    scan.states.some(
      (state) => firstStatePath(scan, state) === path && !factsOf(scan.equations).readsBack.has(state),
    ),
  );

/** One model on stock tfjs operations and their autodiff, whatever its cells. `readBack` brings a tensor to the CPU. */
export function createNetwork(
  plan: Plan,
  weights: Weights,
  readBack: (tensor: tf.Tensor) => Promise<Float32Array>,
): Network {
  const layout = layoutOf(plan);
  const scans = scansOf(plan);
  const watchable: readonly Watched[] = scans.flatMap(({ id, index, states, units }) => {
    const count = isStepped(plan, loopOf(plan, id)) ? plan.steps : 1;
    return states.map((state) => ({ scan: index, state, count, units }));
  });
  /** Places of parameters that no equation reads. In a plan that is no stack, any state or parameter may be read by nobody. */
  const isStack = beyondStack(plan) === undefined;
  const unread = layout.segments.flatMap(({ path }, at) => (isUnread(scans, path) ? [at] : []));
  let flat: Flat = { parameters: tf.tensor1d(flatten(layout, weights)), slots: new Map() };
  let held = heldValuesOf(plan);
  let updates = 0;
  /** Zeros that fill the gaps of the flat gradient. */
  const gaps = new Map<number, tf.Tensor1D>();
  for (const { size, rows } of layout.segments) {
    const gap = rows * ROW - size;
    if (gap > 0 && !gaps.has(gap)) gaps.set(gap, tf.zeros([gap]));
  }

  const disposeFlat = () => tf.dispose([flat.parameters, ...flat.slots.values()]);
  const viewOf = ({ offset, size, shape }: Segment) =>
    tf.slice1d(flat.parameters, offset, size).reshape([...shape]);
  const named = (values: readonly tf.Tensor[]) =>
    new Map(layout.segments.map(({ path }, i) => [path, values[i] as tf.Tensor]));

  /** Loss, and its derivatives by every parameter and watched state. To be called inside `tf.tidy`. */
  function differentiate(
    batch: Batch,
    denominator: number,
    watched: readonly Watched[],
    initial: InitialStates = [],
    masks: Masks = [],
  ): Differentiated {
    const fed = feed(plan, batch, denominator || 1, initial, masks);
    const parameters = layout.segments.map(viewOf);
    // One array of zeros, seen by the tape as T·states distinct ones.
    const zeros = watched.flatMap(({ count, units }) => {
      const zero = tf.zeros<tf.Rank.R2>([(batch.size * plan.steps) / count, units]);
      return Array.from({ length: count }, () => zero.clone());
    });
    const firstOf = watched.map((_, i) =>
      watched.slice(0, i).reduce((sum, { count }) => sum + count, layout.segments.length),
    );
    let result: Forward | undefined;
    const { grads } = tf.valueAndGrads((...args: tf.Tensor[]) => {
      const probes = scans.map(({ index }) =>
        Object.fromEntries(
          watched.flatMap((one, i) => {
            const first = firstOf[i] as number;
            const own = args.slice(first, first + one.count) as tf.Tensor2D[];
            return one.scan === index ? [[one.state, own]] : [];
          }),
        ),
      );
      result = forward(plan, named(args), fed, held, probes);
      // The trajectories outlive the tape's own scope; `trace` reads them.
      tf.keep(result.loss);
      tf.keep(result.outputs);
      if (watched.length > 0)
        for (const { trajectories } of result.scans)
          for (const all of Object.values(trajectories)) all.forEach(tf.keep);
      // Autodiff refuses what the loss does not depend on; these derivatives are 0.
      const untouched = isStack ? unread : [...args.keys()];
      return untouched.reduce<tf.Scalar>(
        (sum, at) => sum.add((args[at] as tf.Tensor).sum().mul(0)),
        result.loss,
      );
    })([...parameters, ...zeros]);
    const made = result as unknown as Forward;
    return {
      ...made,
      gradients: grads.slice(0, parameters.length),
      stateGradients: watched.map(({ count }, i) => {
        const first = firstOf[i] as number;
        return stackSteps(grads.slice(first, first + count) as tf.Tensor2D[]);
      }),
    };
  }
  /** `tf.keep` is for ever: what it kept is disposed here. */
  const release = ({ loss, outputs, scans }: Forward) =>
    tf.dispose([loss, outputs, ...scans.flatMap(({ trajectories }) => Object.values(trajectories).flat())]);

  const flattenGradients = (gradients: readonly tf.Tensor[]): tf.Tensor1D =>
    tf.concat1d(
      layout.segments.flatMap(({ size, rows }, i) => {
        const gap = gaps.get(rows * ROW - size);
        const values = (gradients[i] as tf.Tensor).reshape([size]) as tf.Tensor1D;
        return gap ? [values, gap] : [values];
      }),
    );

  async function evaluatePart(batch: Batch, denominator: number): Promise<Evaluation> {
    const both = tf.tidy(() => {
      const fed = feed(plan, batch, denominator);
      const { loss, outputs } = forward(plan, named(layout.segments.map(viewOf)), fed, held);
      return tf.concat1d([loss.reshape([1]), outputs.reshape([outputs.size])]);
    });
    const values = await readBack(both);
    both.dispose();
    return { loss: values[0] as number, ...clearPadding(batch, { outputs: values.subarray(1) }) };
  }

  return {
    plan,

    async update(batch, settings, want) {
      const watched = want.profiles ? watchable : [];
      const initial = randomInitial(plan, settings.randomKey, batch.size);
      const masks = randomMasks(plan, settings.randomKey, batch.size);
      const { gradient, telemetry } = tf.tidy(() => {
        const all = differentiate(batch, denominatorOf(plan, batch), watched, initial, masks);
        const gradient = flattenGradients(all.gradients);
        const parts = [
          all.loss.reshape([1]) as tf.Tensor1D,
          scaledSquares(gradient.reshape([layout.rows, ROW])),
          ...all.stateGradients.map((values) => scaledSquares(values.reshape([plan.steps, -1]))),
        ];
        const telemetry = tf.concat1d(parts);
        release(all);
        return { gradient, telemetry };
      });
      const values = await readBack(telemetry);
      telemetry.dispose();

      let at = 1 + 2 * layout.rows;
      const rows = values.subarray(1, at);
      const parameterNorms = Float32Array.from(layout.segments, (segment) =>
        normOfRows(rows, segment.offset / ROW, segment.offset / ROW + segment.rows),
      );
      const profiles = watched.map(({ scan, state }) => {
        const pairs = values.subarray(at, at + 2 * plan.steps);
        at += pairs.length;
        const norms = Float32Array.from({ length: plan.steps }, (_, t) => normOfRows(pairs, t, t + 1));
        return { scan, state, norms };
      });
      const loss = values[0] as number;
      const gradientNorm = normOfNorms(parameterNorms);
      const isClipped = settings.clipNorm > 0 && gradientNorm > settings.clipNorm;
      const applied = Number.isFinite(loss) && Number.isFinite(gradientNorm);
      if (applied) {
        const next = tf.tidy(() => {
          const clipped = isClipped ? tf.mul(gradient, settings.clipNorm / gradientNorm) : gradient;
          const made = optimize(settings.optimizer, flat, clipped as tf.Tensor1D, updates + 1);
          tf.keep(made.parameters);
          for (const slot of made.slots.values()) tf.keep(slot);
          return made as unknown as tf.TensorContainer;
        }) as unknown as Flat;
        disposeFlat();
        flat = next;
        updates++;
      }
      gradient.dispose();
      return {
        loss,
        gradientNorm,
        clippedNorm: isClipped ? settings.clipNorm : gradientNorm,
        parameterNorms,
        profiles,
        applied,
      } satisfies UpdateTelemetry;
    },

    async evaluate(batch) {
      const { size, steps } = batch;
      const denominator = denominatorOf(plan, batch) || 1;
      const most = Math.max(1, Math.floor(EVALUATION_BYTES / forwardBytesPerSequence(plan)));
      const piece = evaluatedSize(plan, size, most);
      if (size === piece) return evaluatePart(batch, denominator);
      const outputs = new Float32Array(steps * size * plan.outputs);
      let loss = 0;
      for (let from = 0; from < size; from += piece) {
        const chunk = await evaluatePart(resize(batch, from, piece), denominator);
        loss += chunk.loss;
        const width = Math.min(piece, size - from) * plan.outputs;
        for (let t = 0; t < steps; t++) {
          const start = t * piece * plan.outputs;
          outputs.set(chunk.outputs.subarray(start, start + width), (t * size + from) * plan.outputs);
        }
      }
      return { loss, ...clearPadding(batch, { outputs }) };
    },

    async trace(batch, initial = []) {
      const { size, steps } = batch;
      const padded = resize(batch, 0, tracedSize(plan, size));
      /** The sequences that were asked for, [T, B·W], flat. */
      const own = (rows: tf.Tensor2D): tf.Tensor => {
        if (padded.size === size) return rows;
        const width = rows.shape[1];
        return tf.slice2d(rows.reshape([steps, padded.size * width]), [0, 0], [steps, size * width]);
      };
      const all = tf.tidy(() => {
        const states = resizeStates(initial, size, padded.size);
        const result = differentiate(padded, denominatorOf(plan, batch), watchable, states);
        const parts = [
          result.loss,
          own(result.outputs),
          ...result.scans.flatMap(({ trajectories }, index) =>
            (scans[index] as ScanNode).traced.map((name) =>
              own(stackSteps(trajectories[name] as tf.Tensor2D[])),
            ),
          ),
          ...result.stateGradients.map(own),
          ...result.gradients,
        ];
        const joined = tf.concat1d(parts.map((tensor) => tensor.reshape([tensor.size]) as tf.Tensor1D));
        release(result);
        return joined;
      });
      const values = await readBack(all);
      all.dispose();
      let at = 0;
      const take = (count: number) => {
        at += count;
        return values.slice(at - count, at);
      };
      const rows = steps * size;
      const takeNamed = (keys: readonly string[], units: number) =>
        Object.fromEntries(keys.map((key) => [key, take(rows * units)]));
      return clearTrace(batch, {
        loss: take(1)[0] as number,
        outputs: take(rows * plan.outputs),
        trajectories: scans.map(({ traced, units }) => takeNamed(traced, units)),
        stateGradients: scans.map(({ states, units }) => takeNamed(states, units)),
        gradients: new Map(layout.segments.map((segment) => [segment.path, take(segment.size)])),
      });
    },

    async read() {
      const slots = [...flat.slots];
      const made = updates;
      const all = tf.tidy(() => tf.concat1d([flat.parameters, ...slots.map(([, values]) => values)]));
      const values = await readBack(all);
      all.dispose();
      const nth = (n: number) => unflatten(layout, values.subarray(n * layout.size, (n + 1) * layout.size));
      return {
        updates: made,
        weights: nth(0),
        slots: Object.fromEntries(slots.map(([name], i) => [name, nth(i + 1)])),
      } satisfies NetworkState;
    },

    restore(state) {
      const parameters = flatten(layout, state.weights);
      const slots = Object.entries(state.slots).map(([name, slot]) => [name, flatten(layout, slot)] as const);
      disposeFlat();
      flat = {
        parameters: tf.tensor1d(parameters),
        slots: new Map(slots.map(([name, values]) => [name, tf.tensor1d(values)])),
      };
      updates = state.updates;
    },

    hold(values) {
      held = values;
    },

    dispose() {
      disposeFlat();
      tf.dispose([...gaps.values()]);
      gaps.clear();
    },
  };
}
