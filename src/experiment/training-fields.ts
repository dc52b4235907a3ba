import { choice, flag, float, int, text } from "../lib/fields.ts";
import { maxTypedLength, typedPattern } from "./typed-pattern.ts";

/** Settings of the training loop, the same for every model of a race. */
export const trainingFields = {
  batchSize: int({
    label: "Batch",
    unit: "sequences",
    default: 64,
    min: 1,
    max: 1024,
    scale: "log",
    doc: "Sequences per update. All models of the race train on the same batches.",
  }),
  clipNorm: float({
    label: "Clip norm",
    default: 1,
    min: 0.001,
    max: 1000,
    scale: "log",
    off: { value: 0, label: "off" },
    live: true,
    doc: "Gradients of a model with a larger norm, over all its weights, are scaled down to this norm. Typical: 0.5–5.",
  }),
  lossSteps: choice({
    label: "Loss computed at",
    default: "task",
    options: [
      { value: "task", label: "task default" },
      { value: "every", label: "every step" },
      { value: "last", label: "last step" },
    ],
    doc: "Time steps that count in the loss. “Every step” requires a task with a target at every time step.",
  }),
  reduction: choice({
    label: "Reduction",
    default: "mean",
    options: [
      { value: "mean", label: "mean" },
      { value: "sum", label: "sum" },
    ],
    doc: "How the loss is combined over time steps. A sum makes gradients larger by the number of steps; sequences are always averaged.",
  }),
  updates: int({
    label: "Updates",
    default: 1000,
    min: 1,
    max: 1_000_000,
    scale: "log",
    off: { value: 0, label: "no limit" },
    live: true,
    doc: "Training stops after this many updates.",
  }),
  stopWhenSolved: flag({
    label: "Stop when solved",
    default: false,
    live: true,
    doc: "Stops training once every model has solved the task.",
  }),
  speed: choice({
    label: "Speed",
    default: "max",
    options: [
      { value: "max", label: "maximum" },
      { value: "20", label: "20 updates/s" },
      { value: "5", label: "5 updates/s" },
      { value: "1", label: "1 update/s" },
    ],
    live: true,
    doc: "Slow training down to watch single updates.",
  }),
  seed: int({
    label: "Seed",
    default: 7,
    min: 0,
    max: 2_147_483_647,
    doc: "Determines initial weights, data and batch order. The same seed gives the same curves.",
  }),
  engine: choice({
    label: "Engine",
    default: "auto",
    options: [
      { value: "auto", label: "fastest on this device" },
      { value: "webgl", label: "fused WebGL" },
      { value: "wasm", label: "WASM SIMD" },
      { value: "reference", label: "TensorFlow.js" },
    ],
    doc: "Compute engine. An experiment is reproduced bit for bit on the same engine; the last digits can differ between engines.",
  }),
  typed: text({
    label: "Typed weights",
    default: "",
    maxLength: maxTypedLength,
    pattern: typedPattern,
    doc: "Weights that were typed by hand, each at the update from which it holds.",
  }),
} as const;

/** What the rail lists: the engine has a place of its own in the status line, and weights are typed in the workbench. */
export const { engine: engineField, typed: typedField, ...listedTrainingFields } = trainingFields;

/** Settings of how the probe is looked at, text is sampled and forecasts run; they change no weight. */
export const viewFields = {
  probe: int({
    label: "Probe",
    default: 0,
    min: 0,
    max: 255,
    live: true,
    doc: "Which of the 256 held-out sequences is shown.",
  }),
  temperature: float({
    label: "Temperature",
    default: 0.7,
    min: 0.05,
    max: 3,
    live: true,
    doc: "Divides the logits before sampling. Low values give repetitive text, high values give random text. Typical: 0.5–1.",
  }),
  horizon: int({
    label: "Forecast horizon",
    unit: "steps",
    default: 50,
    min: 1,
    max: 400,
    live: true,
    doc: "Number of steps that a forecast continues on its own output instead of the data.",
  }),
} as const;
