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
    run: "Run",
  },
  device: {
    menu: "Device",
    menuTitle: "This device: limits, self-check, speed",
  },
  controls: {
    train: "Train",
    /** At the planned end: how many updates more. */
    trainMore: (updates: string) => `Train ${updates} more`,
    more: (updates: string) => `${updates} more`,
    pause: "Pause",
    oneUpdate: "One update",
    reset: "Reset",
    undo: "Undo",
    undoTitle: "Return to the previous run",
    resetTitle: "Return to untrained weights; Undo restores the run",
    keys: {
      train: "Space",
      oneUpdate: "→",
      reset: "R",
      undo: "U",
      views: "1 … 7",
      enlarge: "E",
      shrink: "Esc",
      keys: "?",
    },
    copyLink: "Share",
    copyLinkTitle: "Copy a link to this experiment",
    copied: "Link copied",
    toDark: "Dark theme",
    toLight: "Light theme",
  },
  status: {
    update: "Update",
    engine: "Engine",
    updateWord: "update",
    of: (planned: string) => `of ${planned}`,
    left: (time: string) => `about ${time} left`,
    noEnd: "no limit",
    about: (time: string) => `about ${time}`,
    takesAbout: (time: string) => `takes about ${time}`,
    takes: (updates: string, time: string, more: boolean) =>
      `${updates} ${more ? "more " : ""}${updates === "1" ? "update takes" : "updates take"} about ${time} here`,
    estimated: " (estimated)",
    takesTitle: "Based on the measured time per update on this engine.",
    estimatedTitle:
      "Based on the number of operations per update and the speed of this engine in an earlier experiment.",
    rate: (rate: string) => `${rate} updates/s`,
    preparing: "preparing",
    firstUpdate: "compiling shaders …",
    noEngine: "starting the engine",
    notStarted: "no engine running",
    backends: { webgl: "WebGL2", wasm: "WASM SIMD", cpu: "CPU" } as { readonly [backend: string]: string },
    reference: "Reference",
    software: "SwiftShader (software)",
    engineTitle: (renderer: string) => `${renderer}. Show all engines and their speeds`,
    loss: (name: string) => `${name} loss`,
    milestone: "Milestone",
  },
  engineNames: { webgl: "WebGL", wasm: "WASM SIMD", reference: "Reference" },
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
    below: (updates: string | null, time: string | null, models: number) =>
      `${updates === null ? "It trains until you press Pause." : `${updates} updates${time === null ? "" : `, about ${time}`}.`} Below: the same ${
        models === 1
          ? "network before it has"
          : `${countWord(models).toLowerCase()} networks before they have`
      } learned anything.`,
  },
  steps: {
    heading: "Steps",
    progress: (done: string, all: string) => `${done} of ${all} done`,
    leave: "leave",
    leaveName: (title: string) => `Leave “${title}”: hide its steps and keep the experiment`,
    done: "Done:",
    now: "Now:",
    doIt: "Do it",
    running: "training …",
    complete: "All steps are done.",
    mark: (step: string) => `Step ${step}`,
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
    source: "Source",
    picture: (answer: string | undefined, sentence: string) =>
      answer === undefined ? `Sample: ${sentence}.` : `Sample with the answer ${answer}: ${sentence}.`,
    loading: "loading samples …",
  },
  models: {
    source: "Source",
    heading: "Models",
    add: "+ add",
    addName: "Add a model",
    addClose: "close",
    addCloseName: "Close the menu of cells",
    cell: "Cell",
    cellDoc: "Type of the recurrent layer. Settings that both cells have are kept.",
    architecture: "Architecture",
    architectureDoc:
      "How the layers are connected. Layers are kept where both architectures have a place for them.",
    layerWord: (layers: number) => (layers === 1 ? "Layers" : "Layer"),
    /** A part of a model in the place of its name. */
    partOf: (part: string, name: string) => `${part} in ${name}`,
    layersOf: (name: string) => `Layers of ${name}`,
    layerName: (layer: number, cell: string) => `Layer ${layer + 1}: ${cell}`,
    addLayerName: (name: string) => `Add a layer to ${name}`,
    removeLayer: (layer: number) => `Remove layer ${layer + 1}`,
    equal: {
      word: "equal parameters",
      name: "Equal parameters for all models",
      closeName: "Close the menu of equal parameters",
      unknown: "Loading the sizes of the task …",
      like: (name: string, count: string) => `As many as ${name}: ${count}`,
      model: (name: string, units: string, count: string, difference: string) =>
        `${name} ${units}, ${count} (${difference})`,
      same: "equal",
      percent: (share: string) => `${share}\u00a0%`,
    },
    untrained: "untrained",
    at: (answer: string) => (/^[\p{L}-]+$/u.test(answer) ? `at ${answer}` : "at a baseline"),
    solved: "solved at",
    reachedAt: (reached: string, update: string) =>
      `${reached} at update ${update}, in two evaluations in a row`,
    learning: "learning",
    trained: "trained",
    lossWord: "loss",
    units: (units: string) => `${units} units`,
    weights: (weights: string) => `${weights} weights`,
    /** Of a model that learns by counting. */
    noWeights: "no weights",
    noCost: "Learns by counting: no weights and no gradients to compute.",
    /** A gate that is held at this value, from 0 (closed) to 1 (open). */
    held: (letter: string, value: string) => `${letter} = ${value}`,
    waiting: (weights: string) => `${weights} more belong to held gates and are not trained.`,
    flop: "FLOP",
    byte: "B",
    perUpdate: (flops: string) => `${flops} per update`,
    flopsTitle: (products: string, pointwise: string, optimizer: string) =>
      `Floating-point operations per update: ${products} in matrix products (forward and backward), ${pointwise} in element-wise operations and the loss, ${optimizer} in clipping and the optimizer.`,
    bytesTitle: (weights: string, activations: string, adjoints: string, batch: string) =>
      `Memory during training (an engine can need up to 1.7 times as much): ${weights} for weights, gradients and optimizer state, ${activations} for activations saved for the backward pass, ${adjoints} for gradients of the states, ${batch} for the batch.`,
    remove: (name: string) => `Remove ${name}`,
  },
  training: {
    heading: "Training",
    note: "same for all models",
    more: "more",
    fewer: "less",
    moreName: (count: number) => `more: ${count} ${count === 1 ? "setting" : "settings"}`,
    fewerName: "less: fold training settings",
    optimizer: "Optimizer",
    optimizerDoc: "How gradients update the weights. A different optimizer starts with its default settings.",
  },
  field: {
    on: "on",
    off: "off",
    standard: "default",
    slider: (label: string) => `${label}, slider`,
    backTo: (label: string, value: string) => `${label}: restore ${value}`,
    typeOff: (word: string) => `Type “${word}” for none.`,
    refused: (error: string) => `${error}.`,
  },
  newRun: {
    said: "New run. Earlier curves are shown in a lighter shade.",
    differs: (parts: string) => `New run: ${parts}. The run before is shown in a lighter shade.`,
    plain: "New run.",
    clear: "Clear",
  },
  pages: {
    heading: "Settings pages",
    back: "Back",
    open: (page: string, summary: string) => `${page}: ${summary}`,
    training: (optimizer: string, rate: string, clip: string) => `${optimizer} ${rate}, ${clip}`,
    clip: (norm: string) => `clip ${norm}`,
    noClip: "no clipping",
  },
  panels: {
    tabs: "More panels",
  },
  broken: {
    heading: "The page could not be displayed",
    sentence: "The link in the address bar still contains the experiment. Reload the page to start it again.",
    reload: "Reload",
    copy: "Copy error report",
    copied: "Copied",
  },
} as const;
