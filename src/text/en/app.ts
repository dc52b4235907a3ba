const countsIn = ["No", "One", "Two", "Three", "Four"] as const;
const countWord = (n: number): string => countsIn[n] ?? String(n);
const networks = (n: number): string => (n === 1 ? "network" : "networks");

/** Words of the frame: top bar, rail, dialogs. */
export const app = {
  name: "Unrolled",
  title: (task: string) => `${task} · Unrolled`,
  skip: "Skip to the charts",
  dot: "·",
  regions: {
    rail: "Settings",
    charts: "Charts",
    dock: "Training",
  },
  controls: {
    train: "Train",
    pause: "Pause",
    oneUpdate: "One update",
    reset: "Reset",
    undo: "Undo",
    undoTitle: "Back to the run before",
    resetTitle: "Back to untrained weights; Undo brings the run back",
    keys: { train: "Space", oneUpdate: "→", reset: "R", undo: "U", keys: "?" },
    share: "Share",
    shareTitle: "Copy a link to this experiment",
    copied: "Link copied",
    keyboard: "Keys",
    toDark: "Dark theme",
    toLight: "Light theme",
  },
  status: {
    update: "Update",
    engine: "Engine",
    updateWord: "update",
    of: (planned: string) => `of ${planned}`,
    left: (time: string) => `${time} left`,
    noEnd: "no end",
    about: (time: string) => `about ${time}`,
    takes: (updates: string, time: string, more: boolean) =>
      `${updates} ${more ? "more " : ""}${updates === "1" ? "update takes" : "updates take"} about ${time} here`,
    estimated: ", an estimate",
    takesTitle: "From the time of an update as measured on this engine.",
    estimatedTitle:
      "From the operations of an update and the speed at which this engine trained another experiment.",
    rate: (rate: string) => `${rate} updates/s`,
    preparing: "preparing",
    firstUpdate: "the first update compiles the programs",
    noEngine: "starting the engine",
    notStarted: "no engine runs",
    backends: { webgl: "WebGL2", wasm: "WASM SIMD", cpu: "CPU" } as { readonly [backend: string]: string },
    reference: "Reference",
    software: "SwiftShader (software)",
    engineTitle: (renderer: string) => `${renderer}. Other engines, and how fast they are`,
    loss: (name: string) => `${name} loss`,
    milestone: "Milestone",
  },
  engine: {
    heading: "Engine",
    lead: "Timed on an experiment like this one, all its models together.",
    choices: "What computes",
    auto: "Automatic",
    autoDetail: "the fastest here",
    names: { webgl: "WebGL", wasm: "WASM SIMD", reference: "Reference" },
    wasm: "on the processor",
    reference: "TensorFlow.js",
    ms: (ms: string) => `${ms} ms an update`,
    notMeasured: "not measured",
    not: "not here",
    fastest: "fastest",
    runs: "runs now",
    unmeasured:
      "Not measured is what takes seconds to get ready and has been slower on every machine so far; choose it to see it run.",
    bits: "On one engine an experiment repeats to the last bit; between two, last digits may differ. A choice made here starts a new run and travels in the link.",
  },
  invitation: {
    order: (models: number, length: number) =>
      [
        `${countWord(models)} ${networks(models)} read${models === 1 ? "s" : ""} ${length} letters, one at a time.`,
        models === 1
          ? "Only X and Y matter. Does it remember both?"
          : "Only X and Y matter. Which network remembers both?",
      ] as const,
    other: (models: number) =>
      models === 1
        ? "Can one network learn it?"
        : `${countWord(models)} ${networks(models)} learn it side by side.`,
    below: (updates: string | null, models: number) =>
      `${updates === null ? "It trains until you press Pause." : `${updates} updates.`} Below: the same ${
        models === 1
          ? "network before it has"
          : `${countWord(models).toLowerCase()} networks before they have`
      } learned anything.`,
  },
  task: {
    heading: "Task",
    change: "change",
    changeName: "Change the task",
    close: "close",
    closeName: "Close the menu of tasks",
    presets: "Try one of these",
    ownTasks: "Your own data",
    tasks: "All other tasks",
    data: "Data",
    picture: (answer: string | undefined, sentence: string) =>
      answer === undefined ? `A sample: ${sentence}.` : `A sample with the answer ${answer}: ${sentence}.`,
    loading: "drawing samples",
  },
  models: {
    heading: "Models",
    add: "+ add",
    addName: "Add a model",
    addClose: "close",
    addCloseName: "Close the menu of cells",
    cell: "Cell",
    cellDoc: "The kind of recurrent layer; what the cells share is kept.",
    layerWord: (layers: number) => (layers === 1 ? "Layers" : "Layer"),
    layersOf: (name: string) => `Layers of ${name}`,
    layerName: (layer: number, cell: string) => `Layer ${layer + 1}: ${cell}`,
    addLayerName: (name: string) => `Add a layer to ${name}`,
    removeLayer: (layer: number) => `Remove layer ${layer + 1}`,
    equal: {
      word: "equal parameters",
      name: "Equal parameters for all models",
      closeName: "Close the menu of equal parameters",
      unknown: "The sizes of the task are being loaded.",
      like: (name: string, count: string) => `As many as ${name}: ${count}`,
      model: (name: string, units: string, count: string, difference: string) =>
        `${name} ${units}, ${count} (${difference})`,
      same: "the same",
      percent: (share: string) => `${share}\u00a0%`,
    },
    untrained: "untrained",
    at: (answer: string) => (/^[\p{L}-]+$/u.test(answer) ? `at ${answer}` : "at a trivial answer"),
    solved: "solved at",
    learning: "learning",
    trained: "trained",
    lossWord: "loss",
    units: (units: string) => `${units} units`,
    weights: (weights: string) => `${weights} weights`,
    /** A gate that is held open so far, of 1. */
    held: (letter: string, value: string) => `${letter} = ${value}`,
    waiting: (weights: string) => `${weights} more belong to gates that are held, and wait.`,
    flop: "FLOP",
    byte: "B",
    anUpdate: (flops: string) => `${flops} an update`,
    flopsTitle: (products: string, pointwise: string, optimizer: string) =>
      `Floating-point operations of one update: ${products} in matrix products forward and back, ${pointwise} in equations and loss element by element, ${optimizer} in clipping and the optimizer.`,
    bytesTitle: (weights: string, activations: string, adjoints: string, batch: string) =>
      `Memory while it trains, of which an engine may take up to 1.7 times as much: ${weights} for weights, gradients and optimizer, ${activations} of activations saved for the way back, ${adjoints} of gradients along it, ${batch} for the batch.`,
    remove: (name: string) => `Remove ${name}`,
  },
  training: {
    heading: "Training",
    note: "same for all",
    optimizer: "Optimizer",
    optimizerDoc: "How a gradient becomes a step. Another one starts at its own defaults.",
  },
  field: {
    on: "on",
    off: "off",
    standard: "default",
    slider: (label: string) => `${label}, slider`,
    backTo: (label: string, value: string) => `${label}: back to ${value}`,
    typeOff: (word: string) => `Type “${word}” for none.`,
    refused: (error: string) => `${error}.`,
  },
  notices: {
    problems: "What the link or a setting could not give",
    unkept: "What is not kept",
    dismiss: "Dismiss",
    newRun: "New run. The old curves stay pale.",
    newRunPlain: "New run.",
    clear: "Clear",
    failure: "Training stopped",
    diverged: (what: string, update: string, norm: string | null) =>
      `${what} at update ${update}${norm === null ? "" : ` (gradient norm ${norm} the update before)`}.`,
    becameNaN: (name: string | null) => `${name === null ? "Loss" : `${name}: loss`} became NaN`,
    goOn: (update: string) => `Clip at 1 and go on from update ${update}?`,
    clip: "Clip at 1 and go on",
    noSnapshot: "There are no good weights to go back to: lower the learning rate or clip, then press Reset.",
    tooLarge: "Make it smaller in the settings, or press Undo.",
    dataMissing: "Choose another task, or try again.",
    tryAgain: "Try again",
    contextLost:
      "The graphics device was taken away. Press Start again: the same link gives the same curves.",
    startAgain: "Start again",
    bug: "This is a fault of the page, not of your settings. Press Start again, or send us the text below.",
    copy: "Copy what happened",
    copied: "Copied",
  },
  keys: {
    heading: "Keys",
    close: "Close",
    train: "Train or pause",
    oneUpdate: "One update",
    reset: "Reset to untrained weights",
    undo: "Undo: back to the run before",
    keys: "Show this",
    inField: "In a setting: a sensible step up or down",
    commit: "In a setting: take the value, or put the old one back",
    enabled: "Single keys work outside of settings",
    hidden: "Training goes on while this tab is hidden; else it waits until you are back",
    enterEscape: "Enter, Esc",
    upDown: "↑ ↓",
  },
  pages: {
    back: "Back",
    open: (page: string, summary: string) => `${page}: ${summary}`,
    training: (optimizer: string, rate: string, clip: string) => `${optimizer} ${rate}, ${clip}`,
    clip: (norm: string) => `clip ${norm}`,
    noClip: "no clip",
  },
  panels: {
    tabs: "More panels",
  },
  broken: {
    heading: "The page could not be drawn",
    sentence: "The link in the address bar still holds the experiment: reload to start it again.",
    reload: "Reload",
    copy: "Copy the text",
    copied: "Copied",
  },
} as const;
