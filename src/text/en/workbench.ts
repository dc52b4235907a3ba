/** Words of the workbench, where weights and inputs are typed. */
export const workbench = {
  empty: "There is no network yet.",
  none: {
    counted: (name: string) => `${name} counts and has no weights to type.`,
    held: (name: string) => `A gate of ${name} is held or reversed. Set it free to type weights.`,
    unknown: (name: string) => `The weights of ${name} are not known yet.`,
  },
  at: (update: string, typed: string, all: string) => `update ${update}: ${typed} of ${all} weights typed`,
  start: "Typing changes the first weights and starts the run again. Undo brings the old run back.",
  fork: (update: string) =>
    `Typing starts a fork of this run at update ${update}; the run itself stays beside it. Undo brings it back.`,
  weights: "Weights",
  sequence: "Sequence",
  computed: "computed in float64 from what stands here",
  rows: "rows: what is read; columns: units, by gate",
  cell: (path: string, row: number, column: number) => `${path}, row ${row}, column ${column}`,
  input: (input: number, step: number) => `Input ${input} at step ${step}`,
  target: (target: number, step: number) => `Target ${target} at step ${step}`,
  noNumber: (text: string) => `${text} is not a number below ten million. Type a number such as -0.5.`,
  parameter: "Parameter",
  row: "Row",
  column: "Column",
  value: "Value",
  large: (units: number) =>
    `A layer has more than ${units} units: weights are typed one at a time, and states are shown in Network.`,
  long: (steps: number) => `States are computed here for up to ${steps} steps.`,
  misfit: (count: number, place: string) =>
    count === 1
      ? `A typed weight does not fit this network and is left out: ${place}.`
      : `${count} typed weights do not fit this network and are left out, such as ${place}.`,
  addStep: "Add a step",
  removeStep: "Remove the last step",
  step: "step",
  layer: (layer: number) => `layer ${layer}`,
  targetColumn: "target",
  undo: "Undo",
  back: "Back to Network",
  sentence: (name: string, update: string, typed: string, all: string) =>
    `${name} at update ${update}: ${typed} of ${all} weights are typed by hand.`,
} as const;
