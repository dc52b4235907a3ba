import * as tf from "@tensorflow/tfjs";

/** Smallest divisor: below it float32 divisions lose bits, and an all-zero row must not divide by zero. */
const LEAST = 1e-37;

/**
 * Norms of rows, computed on the device as two numbers a row, m = the largest entry and s = Σ (x/m)². Squares of entries
 * near 1e-32, which are normal after 100 steps of a tanh network, would underflow; x/m does not.
 * @param rows [R, W]
 * @returns [2, R] flat: m of every row, then s of every row.
 */
export function scaledSquares(rows: tf.Tensor2D): tf.Tensor1D {
  const count = rows.shape[0];
  const largest = tf.maximum(tf.max(tf.abs(rows), 1, true), LEAST);
  const shares = tf.div(rows, largest);
  return tf.concat1d([largest.reshape([count]), tf.sum(tf.mul(shares, shares), 1)]);
}
