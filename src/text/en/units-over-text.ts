/** Words of what units do over a text, and of what comes next in it. */
export const unitsOverText = {
  part: (part: string, parts: string) => `part ${part} of ${parts}`,
  at: (update: string) => `update ${update}`,
  texts: "Text to read",
  choices: { heldOut: "Held-out", own: "Your text" },
  nextPart: "Next part",
  ownLabel: "Your text",
  ownHint: "Type or paste a text here.",
  leftOut: (count: string, unknown: string, more: string) =>
    `Not in the alphabet: ${unknown}${more}. Left out: ${count}.`,
  tooLong: (read: string, count: string) => `The first ${read} symbols are read; ${count} are left out.`,
  more: (count: number) => ` and ${count} more`,
  waiting: (count: string) => `Reading ${count} symbols …`,
  none: "No text has been read yet.",
  counted: "This model learns by counting: it has no units to show.",
  empty: "There is no symbol to read yet.",
  /** As short as in a table: the state, the number of the unit. */
  unit: (state: string, unit: string, layer: number | null) =>
    layer === null ? `${state} ${unit}` : `layer ${layer + 1}, ${state} ${unit}`,
  unitLong: (state: string, unit: string, layer: number | null) =>
    `unit ${unit} of ${state}${layer === null ? "" : `, layer ${layer + 1}`}`,
  shown: (unit: string) => `colour: ${unit}`,
  pickUnit: "Unit",
  pickState: "State",
  stateName: (state: string, layer: number | null) =>
    layer === null ? state : `${state}, layer ${layer + 1}`,
  pages: (first: string, last: string, all: string) => `lines ${first}–${last} of ${all}`,
  pageBack: "Previous lines",
  pageOn: "Next lines",
  text: "Text, coloured by the unit",
  /** At a place in the text. */
  place: (n: string, symbol: string, value: string) => `symbol ${n}, ${symbol}: ${value}`,
  list: {
    title: "What single units track",
    help: "For each property of the text, the unit with the largest |r|. Beside it the same unit before training, and on another text.",
    columns: {
      probe: "property",
      unit: "unit",
      trained: "r",
      untrained: "untrained",
      other: "other text",
    },
    absent: "not in this text",
    choose: (probe: string) => `Colour the text by the unit that tracks: ${probe}`,
  },
  probes: {
    insideQuotes: "inside quotes",
    bracketDepth: "bracket depth",
    linePlace: "place in the line",
    wordStart: "start of a word",
    vowel: "vowel",
    digit: "digit",
    afterMarker: "after a marker",
    commentOrString: "comment or string",
  },
  afterMarker: (marker: string) => `after ${marker}`,
  marker: "Marker",
  markerHelp: "A symbol of the alphabet, for the property “after a marker”.",
  ranking: (probe: string) => `Units by |r|: ${probe}`,
  passages: {
    highest: "Where the unit is highest",
    lowest: "Where the unit is lowest",
    mean: (value: string) => `mean ${value}`,
    go: (n: string) => `Go to symbol ${n}`,
  },
  sentence: (probe: string, unit: string, r: string, untrained: string, other: string) =>
    `${probe}: ${unit} has r = ${r}, untrained ${untrained}, on another text ${other}.`,
  sentenceHead: (symbols: string, update: string) => `${symbols} symbols read at update ${update}.`,
  unknown: "unknown",
  table: {
    probe: "property",
    layer: "layer",
    state: "state",
    unit: "unit",
    trained: "r",
    untrained: "r untrained",
    other: "r on another text",
  },
} as const;

/** Words of what a model expects next. */
export const nextSymbol = {
  note: "four most probable next symbols under each symbol, the stronger the more probable",
  noteShort: "most probable next symbols",
  reads: "Reads",
  guesses: "Guesses",
  surprise: "Surprise",
  /** The end of the scale of −ln p. */
  surpriseTo: (nats: string) => `0 to ${nats} nats`,
  after: (context: string) => `…${context}`,
  followed: (symbol: string, cost: string) => `Followed by ${symbol}: ${cost} nats`,
  end: "The text ends here.",
  mean: (nats: string) => `mean surprise ${nats} nats`,
  none: "Probabilities appear here once a text has been read.",
  bars: (symbols: string) => `Most probable next symbols: ${symbols}`,
  image: (from: string, to: string, nats: string) =>
    `Guesses for the symbols ${from} to ${to}; mean surprise over the whole text ${nats} nats`,
  sentence: (place: string, symbols: string, nats: string) =>
    `After symbol ${place}: ${symbols}. Mean surprise over the text: ${nats} nats.`,
  columns: {
    place: "place",
    symbol: "symbol",
    next: "next symbol",
    p: "p of the next symbol",
    surprise: "surprise in nats",
    guess: (rank: number) => `guess ${rank}`,
    guessP: (rank: number) => `p of guess ${rank}`,
  },
} as const;
