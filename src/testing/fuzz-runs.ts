/**
 * How often a property is tried on random input, for tests. Every `npm test` takes new seeds and a fifth of the runs, so that
 * many short ones find what one long one would; FUZZ=full takes all of them. fast-check prints the seed and the path of what
 * fails; what failed once is kept beside its property as a test of its own, which always runs.
 */
export const fuzzRuns = (full: number): { readonly numRuns: number } => ({
  numRuns: process.env.FUZZ === "full" ? full : Math.ceil(full / 5),
});
