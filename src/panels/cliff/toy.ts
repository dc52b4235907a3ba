/**
 * One unit that feeds itself, and descent on its loss: small enough that the loss can be drawn for all of its weights. Where the
 * unit's state switches from one end to the other, the loss has a wall, at which gradients explode.
 *
 * Source: Pascanu, Mikolov & Bengio 2013, arXiv:1211.5063, §2.3 and figure 6: h_t = w·σ(h_{t−1}) + b with h_0 = 0.5, and the squared
 * error of σ(h_50) against 0.7.
 */

/** Time steps. */
export const steps = 50;
const firstState = 0.5;
const target = 0.7;

/** Both weights: w the recurrent one, b the bias. */
export interface Weights {
  readonly w: number;
  readonly b: number;
}

export interface Slope extends Weights {
  readonly loss: number;
  /** ∂loss/∂w and ∂loss/∂b. */
  readonly dw: number;
  readonly db: number;
  /** ‖(∂loss/∂w, ∂loss/∂b)‖. */
  readonly norm: number;
}

/** The part of the plane that is drawn: the wall crosses it. */
export const plane = { w: [4.1, 4.95], b: [-2.98, -2.08] } as const;
/** All losses in it are below. */
export const highest = 0.41;

export const isInPlane = ({ w, b }: Weights): boolean =>
  w >= plane.w[0] && w <= plane.w[1] && b >= plane.b[0] && b <= plane.b[1];

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/** A state that changes by less in one step stays where it is, as far as a shade of grey shows. */
const settled = 1e-9;

/** (σ(h_50) − 0.7)² for a picture: to about 10⁻⁹, which most weights reach in a third of the steps. */
export function lossAt({ w, b }: Weights): number {
  let h = firstState;
  for (let t = 0; t < steps; t++) {
    const next = w * sigmoid(h) + b;
    if (Math.abs(next - h) < settled) break;
    h = next;
  }
  return (sigmoid(h) - target) ** 2;
}

/** The loss and its exact gradient: the derivatives of the state are carried along through all steps. */
export function slopeAt({ w, b }: Weights): Slope {
  let [h, dw, db] = [firstState, 0, 0];
  for (let t = 0; t < steps; t++) {
    const s = sigmoid(h);
    const passed = w * s * (1 - s);
    [h, dw, db] = [w * s + b, s + passed * dw, 1 + passed * db];
  }
  const y = sigmoid(h);
  const error = y - target;
  const back = 2 * error * y * (1 - y);
  return { w, b, loss: error ** 2, dw: back * dw, db: back * db, norm: Math.hypot(back * dw, back * db) };
}

/** Where the picture starts, and how: the descent that meets the wall after a quarter of its updates. */
export const defaultStart: Weights = { w: 4.533, b: -2.892 };
export const defaultRate = 0.2;
/** Norm to which the clipped descent shortens a gradient. */
export const clipNorm = 0.4;
/** Made by each descent. */
export const updates = 60;
/** A gradient from here on is that of the wall: on the slopes beside it, none is half as large. */
export const wallNorm = 2;

/**
 * Gradient descent.
 * @param rate of learning, the factor of the gradient in each update
 * @param clip largest norm of a gradient; Infinity clips nothing
 * @returns the weights before each update, and those after the last one: `updates` + 1 of them
 */
export function descend(start: Weights, rate: number, clip = Number.POSITIVE_INFINITY): readonly Slope[] {
  const path = [slopeAt(start)];
  for (let k = 0; k < updates; k++) {
    const { w, b, dw, db, norm } = path[k] as Slope;
    const length = norm > clip ? (rate * clip) / norm : rate;
    path.push(slopeAt({ w: w - length * dw, b: b - length * db }));
  }
  return path;
}

/** One update of a descent. */
export interface Met {
  /** The first one is 1. */
  readonly update: number;
  /** Of the gradient that it follows, before clipping. */
  readonly norm: number;
}

/** What there is to say of a descent. */
export interface Outcome {
  /** The first update with the gradient of the wall, while the weights were in the plane. */
  readonly wall: Met | null;
  /** The first update that left the plane; null where all weights are in it. */
  readonly left: Met | null;
  /** Updates with a gradient above the clip norm. */
  readonly above: number;
  readonly largestNorm: number;
  readonly loss: number;
  /** Whether the weights are in the plane in the end. */
  readonly endsInside: boolean;
  /** Whether the loss hardly changed once the plane was left: the gradient has vanished there. */
  readonly isStuck: boolean;
}

/** A loss that has changed by less than this share of itself stands still. */
const still = 0.05;

export function outcomeOf(path: readonly Slope[]): Outcome {
  const made = path.slice(0, -1);
  const met = (k: number): Met | null => (k < 0 ? null : { update: k + 1, norm: (path[k] as Slope).norm });
  const out = path.findIndex((at) => !isInPlane(at));
  const end = path.at(-1) as Slope;
  const landed = path[out];
  return {
    wall: met(made.findIndex((at, k) => at.norm > wallNorm && (out < 0 || k < out))),
    left: met(out - 1),
    above: made.filter(({ norm }) => norm > clipNorm).length,
    largestNorm: Math.max(...made.map(({ norm }) => norm)),
    loss: end.loss,
    endsInside: isInPlane(end),
    isStuck: landed !== undefined && Math.abs(landed.loss - end.loss) < still * landed.loss,
  };
}

/** The nearest weights in the plane, to a thousandth, which is what is read out. */
export function placed({ w, b }: Weights): Weights {
  const within = (value: number, [least, largest]: readonly [number, number]) =>
    Math.round(1000 * Math.max(least, Math.min(largest, value))) / 1000;
  return { w: within(w, plane.w), b: within(b, plane.b) };
}
