/**
 * An update as a fixed list of passes, before anything is on a device: per pass a program, the textures that it reads, its target,
 * its rectangle and its step. Made of one small builder for each part, in the order in which the parts run.
 */
import type { BundleLayout } from "./bundle-layout.ts";
import type { BundlePrograms } from "./bundle-programs.ts";
import { indices, rowsPerStep } from "./counting.ts";
import type { Shape } from "./device.ts";
import { type ItemTable, itemTable, telemetryWidth } from "./items.ts";
import type { LayerLayout, PhaseLayout } from "./layer-layout.ts";
import type { LayerPrograms, StateProgram, StepProgram } from "./layer-programs.ts";
import type { ProgramText } from "./text.ts";
import { layerName, ringName, shapesOf, textureName } from "./textures.ts";
import { updateSizes } from "./update-programs.ts";

/** Slices of a texture that a pass writes; [0] of a plain one. */
export interface Target {
  readonly texture: string;
  readonly slices: readonly number[];
}

export interface PlannedPass {
  readonly text: ProgramText;
  /** Names of the textures that it reads, in the order of its samplers. */
  readonly reads: readonly string[];
  /** Values of its sizes. Passes of one layer share one array, and so one buffer. */
  readonly sizes: readonly number[];
  readonly target: Target;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly step: number;
}

export interface Schedule {
  /** Sequences of the batch. */
  readonly size: number;
  readonly shapes: ReadonlyMap<string, Shape>;
  readonly forward: readonly PlannedPass[];
  /** What is more in training; undefined in a schedule that only evaluates. */
  readonly training: Training | undefined;
}

export interface Training {
  /** Gradients and telemetry. */
  readonly backward: readonly PlannedPass[];
  readonly items: ItemTable;
  /** Sizes of the telemetry and the optimizer. */
  readonly updateSizes: readonly number[];
}

/** Where a pass draws: rows y to y + height, from texel 0 on. */
interface Rectangle {
  readonly y?: number;
  readonly width: number;
  readonly height: number;
}

/** One batch size's passes of a layer or of the readout: all read the same sizes. */
class PassMaker {
  constructor(
    /** Whose textures the samplers mean. */
    readonly layer: LayerLayout,
    private readonly sizes: readonly number[],
    /** Rows of a step. */
    readonly rows: number,
  ) {}

  /** Rows of all steps. */
  get allRows(): number {
    return this.layer.bundle.steps * this.rows;
  }

  pass(text: ProgramText, target: Target, rectangle: Rectangle, step = 0): PlannedPass {
    const reads = text.samplers.map(({ use }) => textureName(use, this.layer, step));
    return { text, reads, sizes: this.sizes, target, x: 0, y: 0, ...rectangle, step };
  }

  /** Over all steps at once. */
  overAll(text: ProgramText, target: Target, width: number): PlannedPass {
    return this.pass(text, target, { width, height: this.allRows });
  }

  /**
   * A pass that writes planes of a phase at one step, or at several that follow each other in one texture.
   * @param at the first of them; −1 is the step before the first
   */
  intoRing(
    text: ProgramText,
    of: "saved" | "kept",
    phase: PhaseLayout,
    planes: readonly number[],
    at: number,
    steps = 1,
  ): PlannedPass {
    const { ring, turn } = this.layer.turnOf(at);
    const target = {
      texture: ringName(this.layer, of, phase.number, ring),
      slices: planes.flatMap((plane) => phase.slicesOf(plane)),
    };
    const width = this.layer.strands * phase.fragments;
    const rectangle = { y: turn * this.rows, width, height: steps * this.rows };
    return this.pass(text, target, rectangle, Math.max(at, 0));
  }
}

const four = indices(4);

/** The rows of the step before the first, for every learned state. */
const firstStates = (make: PassMaker, programs: readonly StateProgram[]): readonly PlannedPass[] =>
  programs.map(({ state, text }) => {
    const { phase, plane } = make.layer.cell.savedByName(state);
    return make.intoRing(text, "saved", make.layer.phaseAt(phase), [plane], -1);
  });

/** What reached the learned states, as a step before the first would have it. */
const firstGradients = (make: PassMaker, programs: readonly StateProgram[]): readonly PlannedPass[] =>
  programs.map(({ text }, i) => {
    const { layer, rows } = make;
    const target = { texture: layerName(layer, "before"), slices: four.map((slice) => 4 * i + slice) };
    const pass = make.pass(text, target, { width: layer.strands * layer.quads, height: rows }, -1);
    return { ...pass, step: 0 };
  });

/** Uᵀ·delta of later steps, one pass per state. */
const pulls = (make: PassMaker, programs: readonly StateProgram[], step: number): readonly PlannedPass[] =>
  programs.map(({ text }, i) => {
    const { layer, rows } = make;
    const n = layer.bundle.rowsPerFragment;
    const target = { texture: layerName(layer, "pulled"), slices: indices(n).map((j) => i * n + j) };
    return make.pass(text, target, { width: layer.strands * layer.pulledFragments, height: rows }, step);
  });

/** The step with which each pass over steps begins, in the order of the strands. */
const spanStarts = ({ bundle, span }: LayerLayout): readonly number[] =>
  indices(bundle.steps / span).map((n) => n * span);

const stepPasses = (
  make: PassMaker,
  of: "saved" | "kept",
  programs: readonly StepProgram[],
  step: number,
): readonly PlannedPass[] =>
  programs.map(({ phase, planes, text }) => make.intoRing(text, of, phase, planes, step, make.layer.span));

function layerForward(make: PassMaker, programs: LayerPrograms): readonly PlannedPass[] {
  return [
    ...firstStates(make, programs.firstStates),
    ...spanStarts(make.layer).flatMap((step) => stepPasses(make, "saved", programs.forward, step)),
  ];
}

function layerBackward(make: PassMaker, programs: LayerPrograms): readonly PlannedPass[] {
  const { layer } = make;
  const { below, bundle } = layer;
  const { down } = programs;
  return [
    ...[...spanStarts(layer)]
      .reverse()
      .flatMap((step) => [
        ...pulls(make, programs.pulls, step),
        ...stepPasses(make, "kept", programs.backward, step),
      ]),
    ...firstGradients(make, programs.firstGradients),
    ...(down && below ? [make.overAll(down, external(below), below.strands * below.quads)] : []),
    ...programs.gradients.map(({ phase, text }) =>
      make.pass(
        text,
        gradients(bundle.rowsPerFragment),
        gradientRectangle(phase, bundle.models * bundle.width),
      ),
    ),
  ];
}

/** What a layer's output receives from above. */
const external = (layer: LayerLayout): Target => ({ texture: layerName(layer, "external"), slices: four });

const gradients = (rowsPerFragment: number): Target => ({
  texture: "gradients",
  slices: indices(rowsPerFragment),
});

/** A phase's rows of gradients, norms beside them included. @param width texels of the parameters */
const gradientRectangle = (
  { layer, rows, firstRow, profileTexels }: PhaseLayout,
  width: number,
): Rectangle => {
  const { rowsPerFragment } = layer.bundle;
  return {
    y: firstRow / rowsPerFragment,
    width: width + profileTexels,
    height: (layer.directions.length * rows) / rowsPerFragment,
  };
};

function readoutForward(
  make: PassMaker,
  { models, readout }: BundleLayout,
  { logits, stats }: BundlePrograms,
): readonly PlannedPass[] {
  return [
    make.overAll(logits, { texture: "logits", slices: four }, models * readout.quads),
    make.overAll(stats, { texture: "stats", slices: [0, 1] }, models),
  ];
}

/** From the loss to the last layer. */
function lossBackward(
  make: PassMaker,
  { models, readout }: BundleLayout,
  { logitGradients, logitsBack }: BundlePrograms,
): readonly PlannedPass[] {
  const { from } = readout;
  const target = { texture: "logitGradients", slices: four };
  return [
    make.overAll(logitGradients, target, models * readout.quads),
    make.overAll(logitsBack, external(from), from.strands * from.quads),
  ];
}

function readoutGradient(
  make: PassMaker,
  { models, width, rowsPerFragment, readout }: BundleLayout,
  { readoutGradient }: BundlePrograms,
): PlannedPass {
  const y = readout.firstRow / rowsPerFragment;
  const height = readout.rows / rowsPerFragment;
  return make.pass(readoutGradient, gradients(rowsPerFragment), { y, width: models * width, height });
}

/** The passes over batches of `size` sequences. */
export function scheduleOf(programs: BundlePrograms, size: number, isTraining: boolean): Schedule {
  const { layout } = programs;
  const rows = rowsPerStep(size);
  const make = (layer: LayerLayout, sizes: ReadonlyMap<string, number>) =>
    new PassMaker(layer, [...sizes.values()], rows);
  const layers = programs.layers.map((own) => ({
    own,
    make: make(own.layer, own.layer.sizes(size)),
  }));
  const readout = make(layout.readout.from, layout.readoutSizes(size));
  const forward = [
    ...layers.flatMap(({ make, own }) => layerForward(make, own)),
    ...readoutForward(readout, layout, programs),
  ];
  const shapes = new Map(shapesOf(layout, size, isTraining));
  if (!isTraining) return { size, shapes, forward, training: undefined };
  const items = itemTable(layout, size);
  shapes.set("items", { width: telemetryWidth, height: 2 * items.height, slices: 0 });
  shapes.set("telemetry", { width: telemetryWidth, height: items.height, slices: 0 });
  const update = make(layout.readout.from, updateSizes(layout, items));
  const telemetry = update.pass(
    programs.telemetry,
    { texture: "telemetry", slices: [0] },
    { width: telemetryWidth, height: items.height },
  );
  const backward = [
    ...lossBackward(readout, layout, programs),
    ...[...layers].reverse().flatMap(({ make, own }) => layerBackward(make, own)),
    readoutGradient(readout, layout, programs),
    telemetry,
  ];
  return { size, shapes, forward, training: { backward, items, updateSizes: telemetry.sizes } };
}

/** Draw calls of an update; that of the optimizer is the last. */
export const drawCallsOf = ({ forward, training }: Schedule): number =>
  forward.length + (training ? training.backward.length + 1 : 0);
