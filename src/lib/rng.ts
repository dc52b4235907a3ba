import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";

/**
 * Random numbers of one experiment. Generators are forked by path ("init/layer0/kernel"), never shared, so that a new
 * consumer shifts nobody else's numbers.
 */
export interface Rng {
  /** Independent generator for a purpose; the same path from the same parent gives the same numbers. */
  fork(path: string): Rng;
  /** Uniform in [0, 1), a multiple of 2⁻³². */
  uniform(): number;
  /** Uniform integer in [0, limit). */
  below(limit: number): number;
  /** Standard normal (Marsaglia's polar method). */
  normal(): number;
}

/** Two independent 32-bit FNV-1a style hashes, mixed: collisions of paths would tie consumers together. */
function hash(text: string, basis: number): number {
  let h = basis | 0;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  h ^= h >>> 16;
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return h ^ (h >>> 16);
}

function at(path: string): Rng {
  const generator = xoroshiro128plus(hash(path, 0x811c9dc5));
  // The seed is 32 bits only; a second hash moves the start, so that two paths of one seed still part ways.
  const skip = (hash(path, 0x9747b28c) >>> 0) % 64;
  for (let i = 0; i < skip + 8; i++) generator.next();
  const uniform = () => (generator.next() >>> 0) / 4294967296;
  let spare: number | undefined;
  return {
    fork: (name) => at(`${path}/${name}`),
    uniform,
    below: (limit) => Math.floor(uniform() * limit),
    normal: () => {
      if (spare !== undefined) {
        const value = spare;
        spare = undefined;
        return value;
      }
      for (;;) {
        const u = 2 * uniform() - 1;
        const v = 2 * uniform() - 1;
        const s = u * u + v * v;
        if (s === 0 || s >= 1) continue;
        const scale = Math.sqrt((-2 * Math.log(s)) / s);
        spare = v * scale;
        return u * scale;
      }
    },
  };
}

/** The root generator of an experiment. */
export const rngFrom = (seed: number): Rng => at(`seed ${seed}`);
