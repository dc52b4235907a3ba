/** Small arithmetic that layouts and program texts share. */

/** The least multiple of `multiple` that is not below `value`. */
export const up = (value: number, multiple: number): number => Math.ceil(value / multiple) * multiple;

/** The remainder, never negative. */
export const mod = (value: number, by: number): number => ((value % by) + by) % by;

/** 0 … count − 1. */
export const indices = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => i);

/** Name of a vec4's component. */
export const component = (i: number): string => "xyzw"[i] as string;

/** Rows that a time step of `size` sequences takes in every texture: a texel holds four of them. */
export const rowsPerStep = (size: number): number => up(size, 4) / 4;
