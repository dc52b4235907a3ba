import type { InitializerDef } from "./initializer.ts";

/**
 * A random matrix with orthonormal rows or columns (whichever are fewer): all singular values are 1.
 *
 * Normal vectors made orthonormal one after the other; each is projected twice, since once loses digits when vectors
 * are nearly parallel. Source: Saxe, McClelland & Ganguli 2014, arXiv:1312.6120.
 */
export const orthogonal: InitializerDef = {
  kind: "orthogonal",
  title: "orthogonal",
  doc: "Random orthogonal matrix: all singular values are 1, and repeated products neither grow nor shrink.",
  source: "arXiv:1312.6120",
  fill: (rng, { rows, columns }) => {
    const wide = columns > rows;
    const count = wide ? rows : columns;
    const length = wide ? columns : rows;
    const vectors: Float64Array[] = [];
    while (vectors.length < count) {
      const v = Float64Array.from({ length }, () => rng.normal());
      for (let pass = 0; pass < 2; pass++)
        for (const u of vectors) {
          let dot = 0;
          for (let i = 0; i < length; i++) dot += (v[i] as number) * (u[i] as number);
          for (let i = 0; i < length; i++) v[i] = (v[i] as number) - dot * (u[i] as number);
        }
      const norm = Math.hypot(...v);
      if (norm < 1e-8) continue;
      vectors.push(v.map((value) => value / norm));
    }
    const matrix = new Float64Array(rows * columns);
    vectors.forEach((v, k) => {
      v.forEach((value, i) => {
        matrix[wide ? k * columns + i : i * columns + k] = value;
      });
    });
    return matrix;
  },
};
