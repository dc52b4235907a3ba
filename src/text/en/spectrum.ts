/** Words of the spectrum of recurrent kernels, in the enlarged form of One step back. */
export const spectrum = {
  title: "Spectrum of the recurrent kernel",
  note: "singular values: thick the largest, thin the median · dashed: spectral radius",
  noteLargest: "the largest singular value",
  noteTitle:
    "Singular values say by how much the recurrent kernel stretches a state in one step. The spectral radius, the largest modulus of its eigenvalues, says how its powers grow in the long run. Computed at kept moments of the run while this panel is enlarged.",
  ofScan: (note: string, scan: string) => `${note} · ${scan}`,
  scan: (layer: number, direction: "forward" | "backward" | null) =>
    `layer ${layer + 1}${direction === null ? "" : `, read ${direction}`}`,
  /** @param letter of the recurrent weights of a gate, "W_hf". */
  pick: (name: string, letter: string) => `${name}: show ${letter}`,
  picked: "Gate to show the recurrent kernel of",
  waiting: "The first spectra are being computed.",
  counted: (name: string) => `${name} learns by counting: it has no recurrent kernel.`,
  without: (name: string) => `${name} has no recurrent kernel.`,
  refused: (name: string, why: string) => `${name}: ${why}`,
  onlyLargest: (name: string, most: string) =>
    `${name}: above ${most} units only the largest singular value is computed.`,
  sentence: (name: string, letter: string, largest: string, update: string) =>
    `${name}, ${letter}: largest singular value ${largest} at update ${update}`,
  sentenceRadius: (sentence: string, radius: string) => `${sentence}, spectral radius ${radius}`,
  empty: "No spectrum has been computed yet.",
  radius: (value: string) => `radius ${value}`,
  columns: {
    largest: (name: string, gate: string) => `${name} ${gate} largest`,
    median: (name: string, gate: string) => `${name} ${gate} median`,
    smallest: (name: string, gate: string) => `${name} ${gate} smallest`,
    radius: (name: string, gate: string) => `${name} ${gate} spectral radius`,
  },
  saturation: {
    title: "Saturation of each gate",
    note: "share of steps with a unit’s gate shut (below 0.1) and wide open (above 0.9), after Karpathy et al. 2015",
  },
} as const;
