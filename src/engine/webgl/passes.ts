/**
 * An update as one fixed list of draws, made once and replayed: per draw a program, the textures that differ from the draw
 * before, a frame and a viewport. The step travels as the first vertex, so that no uniform changes in between.
 */
import type { Device, Program, Texture } from "./device.ts";
import {
  type Geometry,
  maskName,
  type PhaseGeometry,
  parametersShape,
  profileColumns,
  pulledGroups,
  pulledStates,
  type ScanGeometry,
  shapesOf,
  strandsOf,
  up,
} from "./geometry.ts";
import { gradientProgram } from "./gradient.ts";
import {
  logitGradientsProgram,
  logitsBackProgram,
  logitsProgram,
  readoutGradientProgram,
  readoutSizes,
  statsProgram,
} from "./readout.ts";
import { backwardProgram, downProgram, pullProgram } from "./scan-backward.ts";
import { firstGradientProgram, firstStateProgram, learnedStates } from "./scan-first.ts";
import { forwardProgram } from "./scan-forward.ts";
import { belowOf, phaseAt, scanSizes } from "./scan-text.ts";
import { createItems, type Items } from "./telemetry.ts";
import { indices, type ProgramText, type TextureUse } from "./text.ts";
import { telemetryProgram, telemetryWidth, updateSizeNames } from "./update-programs.ts";

/** A texture that changes place with its twin after every update: what is read and what is written next. */
export interface Twin {
  current: Texture;
  next: Texture;
}

type Source = Texture | Twin;
const textureOf = (source: Source): Texture => ("current" in source ? source.current : source);

export interface Pass {
  readonly program: Program;
  readonly textures: readonly Source[];
  readonly sizes: WebGLBuffer;
  /** A function where the target is one of twins. */
  readonly framebuffer: WebGLFramebuffer | (() => WebGLFramebuffer);
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly step: number;
}

export interface PassList {
  readonly size: number;
  readonly lanes: number;
  /** By name, as in `shapesOf`. */
  readonly textures: ReadonlyMap<string, Texture>;
  readonly forward: readonly Pass[];
  /** Gradients and telemetry; empty in a list that only evaluates. */
  readonly backward: readonly Pass[];
  readonly updateSizes: WebGLBuffer | undefined;
  /** What an update tells; undefined in a list that only evaluates. */
  readonly telemetry: { readonly texture: Texture; readonly items: Items } | undefined;
  dispose(): void;
}

/** Ints of a node, as its programs' uniform block wants them. */
function sizesBuffer(device: Device, values: readonly number[]): WebGLBuffer {
  const { gl } = device;
  const buffer = device.createBuffer();
  gl.bindBuffer(gl.UNIFORM_BUFFER, buffer);
  gl.bufferData(
    gl.UNIFORM_BUFFER,
    Int32Array.from({ length: up(values.length, 4) }, (_, i) => values[i] ?? 0),
    gl.STATIC_DRAW,
  );
  gl.bindBuffer(gl.UNIFORM_BUFFER, null);
  return buffer;
}

export function createPassList(
  device: Device,
  g: Geometry,
  parameters: Twin,
  size: number,
  isTraining: boolean,
): PassList {
  const lanes = up(size, 4) / 4;
  const { steps } = g.plan;
  const textures = new Map<string, Texture>();
  const framebuffers: WebGLFramebuffer[] = [];
  const buffers: WebGLBuffer[] = [];
  const named = (name: string): Texture => {
    const found = textures.get(name);
    if (!found) throw new Error(`no texture “${name}”`);
    return found;
  };
  const frame = (texture: Texture, layers: readonly number[]) => {
    const made = device.createFramebuffer(layers.map((layer) => ({ texture, layer })));
    framebuffers.push(made);
    return made;
  };
  const buffer = (values: Iterable<number>) => {
    const made = sizesBuffer(device, [...values]);
    buffers.push(made);
    return made;
  };
  for (const [name, shape] of shapesOf(g, size, isTraining)) textures.set(name, device.createTexture(shape));
  const items = isTraining ? createItems(device, g, lanes) : undefined;
  if (items) {
    textures.set("items", items.texture);
    textures.set(
      "telemetry",
      device.createTexture({ width: telemetryWidth, height: items.height, layers: 0 }),
    );
  }

  const ringed = (s: ScanGeometry, kind: string, phase: number, at: number) =>
    named(`${kind} ${s.scan.layer} ${phase} ${((at % s.ring) + s.ring) % s.ring}`);
  const sourceOf = (use: TextureUse, s: ScanGeometry | undefined, step: number): Source => {
    switch (use.of) {
      case "params":
        return parameters;
      case "items":
      case "data":
      case "gradients":
      case "logits":
      case "stats":
      case "logitGradients":
      case "telemetry":
        return named(use.of);
      case "slot":
        throw new Error("slots belong to the optimizer");
    }
    const scan = s ?? (g.scans.find((other) => other.scan.layer === g.readout.from) as ScanGeometry);
    switch (use.of) {
      case "external":
      case "pulled":
      case "before":
      case "first":
      case "mask":
        return named(`${use.of} ${scan.scan.layer}`);
      case "maskBelow":
        return named(maskName(belowOf(g, scan).scan.scan));
      case "saved":
      case "kept":
        return ringed(scan, use.of, use.phase, step + scan.cell.maxLag + use.offset);
      case "below": {
        const { scan: below } = belowOf(g, scan);
        const at = use.isMirrored ? steps - 1 - step : step;
        return ringed(below, "saved", use.phase, at + below.cell.maxLag);
      }
      case "savedRing":
        return ringed(scan, "saved", use.phase, use.ring);
      case "keptRing":
        return ringed(scan, "kept", use.phase, use.ring);
      case "belowRing":
        return ringed(belowOf(g, scan).scan, "saved", use.phase, use.ring);
      default:
        return use satisfies never;
    }
  };
  const compiled = (text: ProgramText) =>
    device.program(
      text.vertex,
      text.fragment,
      text.samplers.map(({ name }) => name),
    );
  const pass = (
    text: ProgramText,
    sizes: WebGLBuffer,
    framebuffer: WebGLFramebuffer,
    width: number,
    height: number,
    at: {
      readonly scan?: ScanGeometry;
      readonly step?: number;
      readonly x?: number;
      readonly y?: number;
    } = {},
  ): Pass => ({
    program: compiled(text),
    textures: text.samplers.map(({ use }) => sourceOf(use, at.scan, at.step ?? 0)),
    sizes,
    framebuffer,
    x: at.x ?? 0,
    y: at.y ?? 0,
    width,
    height,
    step: at.step ?? 0,
  });

  /** All steps of a phase's draws, in the order of time given. */
  const stepPasses = (
    s: ScanGeometry,
    sizes: WebGLBuffer,
    kind: "saved" | "kept",
    order: readonly number[],
    phases: readonly PhaseGeometry[],
  ): Pass[] => {
    const draws = phases.flatMap((phase) =>
      (kind === "saved" ? phase.savedDraws : phase.keptDraws).map((draw) => {
        const text =
          kind === "saved" ? forwardProgram(g, s, phase, draw) : backwardProgram(g, s, phase, draw);
        const layers = draw.flatMap((i) => indices(phase.perFragment).map((j) => i * phase.perFragment + j));
        const frames = indices(s.ring).map((r) => frame(ringed(s, kind, phase.lowered.phase, r), layers));
        return { phase, text, frames };
      }),
    );
    const isWide = kind === "kept" && phases.some((phase) => phase.isWide);
    const pulls = (isWide ? pulledStates(s.cell) : []).map((state, i) => {
      const layers = indices(g.rowsPerFragment).map((j) => i * g.rowsPerFragment + j);
      return { text: pullProgram(g, s, state), frame: frame(named(`pulled ${s.scan.layer}`), layers) };
    });
    return order.flatMap((step) => [
      ...pulls.map(({ text, frame }) =>
        pass(text, sizes, frame, strandsOf(g, s) * pulledGroups(g, s.scan), lanes, { scan: s, step }),
      ),
      ...draws.map(({ phase, text, frames }) => {
        const at = step + s.cell.maxLag;
        return pass(
          text,
          sizes,
          frames[at % s.ring] as WebGLFramebuffer,
          strandsOf(g, s) * phase.groups,
          lanes,
          {
            scan: s,
            step,
            y: Math.floor(at / s.ring) * lanes,
          },
        );
      }),
    ]);
  };

  /** The rows of the step before the first, for every learned state. */
  const firstStates = (s: ScanGeometry, sizes: WebGLBuffer): Pass[] =>
    learnedStates(s).map((state) => {
      const place = s.cell.savedByName(state);
      const phase = phaseAt(s, place.phase);
      const at = s.cell.maxLag - 1;
      const layers = indices(phase.perFragment).map((j) => place.plane * phase.perFragment + j);
      const target = frame(ringed(s, "saved", place.phase, at), layers);
      return pass(firstStateProgram(g, s, state), sizes, target, strandsOf(g, s) * phase.groups, lanes, {
        scan: s,
        y: Math.floor(at / s.ring) * lanes,
      });
    });
  const firstGradients = (s: ScanGeometry, sizes: WebGLBuffer): Pass[] =>
    learnedStates(s).map((state, i) => {
      const target = frame(
        named(`before ${s.scan.layer}`),
        [0, 1, 2, 3].map((layer) => 4 * i + layer),
      );
      const made = pass(firstGradientProgram(g, s, state), sizes, target, strandsOf(g, s) * s.quads, lanes, {
        scan: s,
        step: -1,
      });
      return { ...made, step: 0 };
    });

  const forward: Pass[] = [];
  const backward: Pass[] = [];
  const ofScan = new Map(g.scans.map((s) => [s, buffer(scanSizes(g, s, size).values())]));
  const times = indices(steps);
  const rows = steps * lanes;
  for (const [s, sizes] of ofScan)
    forward.push(...firstStates(s, sizes), ...stepPasses(s, sizes, "saved", times, s.phases));
  const readout = buffer(readoutSizes(g, size).values());
  const four = [0, 1, 2, 3];
  const classes = g.models * g.readout.quads;
  forward.push(pass(logitsProgram(g), readout, frame(named("logits"), four), classes, rows));
  forward.push(pass(statsProgram(g), readout, frame(named("stats"), [0, 1]), g.models, rows));

  let updateSizes: WebGLBuffer | undefined;
  if (items) {
    const values: { readonly [N in (typeof updateSizeNames)[number]]: number } = {
      ITEMS: items.count,
      HEIGHT: items.height,
      GRADIENTS: items.gradientsPerModel,
      LOSSES: items.lossesPerModel,
      MODELS: g.models,
      W: g.width,
      FLAG: g.flagRow,
    };
    updateSizes = buffer(updateSizeNames.map((name) => values[name]));
    const q = g.rowsPerFragment;
    const gradients = frame(named("gradients"), indices(q));
    backward.push(
      pass(logitGradientsProgram(g), readout, frame(named("logitGradients"), four), classes, rows),
    );
    const last = g.scans.find(({ scan }) => scan.layer === g.readout.from) as ScanGeometry;
    const external = (s: ScanGeometry) => frame(named(`external ${s.scan.layer}`), four);
    backward.push(pass(logitsBackProgram(g), readout, external(last), strandsOf(g, last) * last.quads, rows));
    for (const [s, sizes] of [...ofScan].reverse()) {
      backward.push(...stepPasses(s, sizes, "kept", [...times].reverse(), [...s.phases].reverse()));
      backward.push(...firstGradients(s, sizes));
      if (s.scan.from !== "x") {
        const { scan: below } = belowOf(g, s);
        backward.push(
          pass(downProgram(g, s), sizes, external(below), strandsOf(g, below) * below.quads, rows, {
            scan: s,
          }),
        );
      }
      for (const phase of s.phases)
        backward.push(
          pass(
            gradientProgram(g, s, phase),
            sizes,
            gradients,
            g.models * g.width + profileColumns(g, phase),
            (s.directions.length * phase.rows) / q,
            { scan: s, y: phase.firstRow / q },
          ),
        );
    }
    backward.push(
      pass(readoutGradientProgram(g), readout, gradients, g.models * g.width, g.readout.rows / q, {
        y: g.readout.firstRow / q,
      }),
    );
    backward.push(
      pass(telemetryProgram(g), updateSizes, frame(named("telemetry"), [0]), telemetryWidth, items.height),
    );
  }

  return {
    size,
    lanes,
    textures,
    forward,
    backward,
    updateSizes,
    telemetry: items && { texture: named("telemetry"), items },
    dispose() {
      for (const texture of textures.values()) device.deleteTexture(texture);
      for (const one of framebuffers) device.deleteFramebuffer(one);
      for (const one of buffers) device.deleteBuffer(one);
    },
  };
}

export const parameterTwin = (device: Device, g: Geometry): Twin => ({
  current: device.createTexture(parametersShape(g)),
  next: device.createTexture(parametersShape(g)),
});

/** Replays draws. tfjs sets all of its own state on its own draws; only the scissor test must be left as it was. */
export function replay(device: Device, lists: readonly (readonly Pass[])[]): void {
  const { gl } = device;
  gl.bindVertexArray(device.vertexArray);
  gl.disable(gl.SCISSOR_TEST);
  const bound: (Texture | undefined)[] = [];
  let active = -1;
  let program: Program | undefined;
  let sizes: WebGLBuffer | undefined;
  for (const passes of lists)
    for (const pass of passes) {
      if (pass.program !== program) {
        program = pass.program;
        gl.useProgram(program.handle);
      }
      if (pass.sizes !== sizes) {
        sizes = pass.sizes;
        gl.bindBufferBase(gl.UNIFORM_BUFFER, 0, sizes);
      }
      const { textures } = pass;
      for (let unit = 0; unit < textures.length; unit++) {
        const texture = textureOf(textures[unit] as Source);
        if (bound[unit] === texture) continue;
        bound[unit] = texture;
        if (active !== unit) {
          active = unit;
          gl.activeTexture(gl.TEXTURE0 + unit);
        }
        gl.bindTexture(texture.layers > 0 ? gl.TEXTURE_2D_ARRAY : gl.TEXTURE_2D, texture.handle);
      }
      const { framebuffer } = pass;
      gl.bindFramebuffer(gl.FRAMEBUFFER, typeof framebuffer === "function" ? framebuffer() : framebuffer);
      gl.viewport(pass.x, pass.y, pass.width, pass.height);
      gl.drawArrays(gl.TRIANGLES, 3 * pass.step, 3);
    }
  gl.enable(gl.SCISSOR_TEST);
  gl.bindVertexArray(null);
}
