import type { InitializerDef } from "./initializer.ts";

/**
 * Ones on the diagonal, zeros elsewhere: every unit keeps its old value. With ReLU and small input weights it is the
 * IRNN. A matrix that is not square has as many ones as it has rows or columns, whichever are fewer.
 *
 * Source: Le, Jaitly & Hinton 2015, arXiv:1504.00941.
 */
export const identity: InitializerDef = {
  kind: "identity",
  title: "identity",
  doc: "Ones on the diagonal: initially every unit copies its old value. With ReLU, this is the IRNN.",
  source: "arXiv:1504.00941",
  fill: (_, { rows, columns }) => {
    const matrix = new Float64Array(rows * columns);
    for (let i = 0; i < Math.min(rows, columns); i++) matrix[i * columns + i] = 1;
    return matrix;
  },
};
