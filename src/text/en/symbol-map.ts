/** Words of where symbols lie beside each other. */
export const symbolMap = {
  note: (path: string) => `rows of ${path}, first two principal axes`,
  axes: (first: string, second: string) => `axes: ${first} and ${second} of variance`,
  chosen: (symbol: string) => `Nearest to ${symbol}`,
  distance: "distance in all columns",
  choose: (symbol: string) => `Show what is nearest to ${symbol}`,
  waiting: "The axes are being computed …",
  none: "Symbols appear here once the first weights are known.",
  image: (count: string, first: string, second: string) =>
    `${count} symbols in two principal axes with ${first} and ${second} of the variance`,
  sentence: (symbol: string, nearest: string) => `Nearest to ${symbol}: ${nearest}.`,
  columns: {
    symbol: "symbol",
    x: "axis 1",
    y: "axis 2",
    near: (rank: number) => `nearest ${rank}`,
    distance: (rank: number) => `distance ${rank}`,
  },
} as const;
