import { choice, flag, float, int } from "../lib/fields.ts";

/** Settings of the training loop, the same for every model of a race. */
export const trainingFields = {
  batchSize: int({
    label: "Batch",
    unit: "sequences",
    default: 64,
    min: 1,
    max: 1024,
    scale: "log",
    doc: "Sequences an update; every model of the race sees the same ones.",
  }),
  clipNorm: float({
    label: "Clip norm",
    default: 1,
    min: 0.001,
    max: 1000,
    scale: "log",
    off: { value: 0, label: "off" },
    live: true,
    doc: "A longer gradient, over all weights of a model, is scaled down to this length.",
  }),
  lossSteps: choice({
    label: "Loss at",
    default: "task",
    options: [
      { value: "task", label: "task's steps" },
      { value: "every", label: "every step" },
      { value: "last", label: "last step" },
    ],
    doc: "Steps whose answers count: those of the task, all of them where the task has answers for all, or the last one.",
  }),
  reduction: choice({
    label: "Loss over steps",
    default: "mean",
    options: [
      { value: "mean", label: "mean" },
      { value: "sum", label: "sum" },
    ],
    doc: "A sum over steps makes gradients as many times longer as steps count; the mean over sequences is taken either way.",
  }),
  updates: int({
    label: "Updates",
    default: 1000,
    min: 1,
    max: 1_000_000,
    scale: "log",
    off: { value: 0, label: "no end" },
    live: true,
    doc: "Training stops after this many updates.",
  }),
  stopWhenSolved: flag({
    label: "Stop when solved",
    default: false,
    live: true,
    doc: "Stops as soon as every model has solved the task.",
  }),
  speed: choice({
    label: "Speed",
    default: "max",
    options: [
      { value: "max", label: "as fast as it can" },
      { value: "20", label: "20 updates/s" },
      { value: "5", label: "5 updates/s" },
      { value: "1", label: "1 update/s" },
    ],
    live: true,
    doc: "Slow it down to watch single updates.",
  }),
  seed: int({
    label: "Seed",
    default: 7,
    min: 0,
    max: 2_147_483_647,
    doc: "First weights, data and batch order follow from it: the same seed gives the same curves.",
  }),
  engine: choice({
    label: "Engine",
    default: "auto",
    options: [
      { value: "auto", label: "the fastest here" },
      { value: "webgl", label: "fused WebGL" },
      { value: "wasm", label: "WASM SIMD" },
      { value: "reference", label: "TensorFlow.js" },
    ],
    doc: "What computes: the same experiment repeats to the last bit on one engine; the last digits may differ between two.",
  }),
} as const;

/** What the rail lists: the engine has a place of its own, in the status line. */
export const { engine: engineField, ...listedTrainingFields } = trainingFields;

/** Settings of how the probe is looked at, text is sampled and forecasts run; they change no weight. */
export const viewFields = {
  probe: int({
    label: "Probe",
    default: 0,
    min: 0,
    max: 255,
    live: true,
    doc: "Which of the 256 held-out sequences is shown through time.",
  }),
  temperature: float({
    label: "Temperature",
    default: 0.7,
    min: 0.05,
    max: 3,
    live: true,
    doc: "Divides the logits before text is sampled: low is safe and repetitive, high is wild.",
  }),
  horizon: int({
    label: "Forecast horizon",
    unit: "steps",
    default: 50,
    min: 1,
    max: 400,
    live: true,
    doc: "How far a forecast runs freely, reading its own output instead of the data.",
  }),
} as const;
