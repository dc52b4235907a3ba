/** A schedule on a device: its textures, frames and programs, made once and replayed. */
import { up } from "./counting.ts";
import { type Device, type Texture, writeTexels } from "./device.ts";
import { type ItemTable, itemTexels } from "./items.ts";
import type { Program } from "./program-cache.ts";
import type { PlannedPass, Schedule, Target } from "./schedule.ts";
import type { ProgramText } from "./text.ts";

/** A texture that changes place with its twin after every update: what is read and what is written next. */
export interface Twin {
  current: Texture;
  next: Texture;
}

export type Source = Texture | Twin;
const textureOf = (source: Source): Texture => ("current" in source ? source.current : source);

/** What all pass lists of a bundle read. */
export interface Shared {
  readonly weights: Twin;
  /** Values of held gates. */
  readonly held: Texture;
}

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

/** What an update tells, and what its optimizer reads. */
export interface TrainingPasses {
  /** Gradients and telemetry. */
  readonly backward: readonly Pass[];
  readonly sizes: WebGLBuffer;
  readonly telemetry: Texture;
  readonly items: ItemTable;
}

export const compiled = (device: Device, { vertex, fragment, samplers }: ProgramText): Program =>
  device.program(
    vertex,
    fragment,
    samplers.map(({ name }) => name),
  );

/** Ints as a uniform block wants them. */
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

export class PassList {
  /** Sequences of the batch. */
  readonly size: number;
  readonly forward: readonly Pass[];
  /** Undefined in a list that only evaluates. */
  readonly training: TrainingPasses | undefined;
  private readonly textures: ReadonlyMap<string, Texture>;
  private readonly framebuffers = new Map<string, WebGLFramebuffer>();
  private readonly buffers = new Map<readonly number[], WebGLBuffer>();

  constructor(
    private readonly device: Device,
    { size, shapes, forward, training }: Schedule,
    private readonly shared: Shared,
  ) {
    this.size = size;
    this.textures = new Map([...shapes].map(([name, shape]) => [name, device.createTexture(shape)]));
    this.forward = forward.map((pass) => this.made(pass));
    this.training = training && {
      backward: training.backward.map((pass) => this.made(pass)),
      sizes: this.buffer(training.updateSizes),
      telemetry: this.texture("telemetry"),
      items: training.items,
    };
    if (training) {
      const items = this.texture("items");
      const { width, height } = items;
      writeTexels(device.gl, items, { x: 0, y: 0, width, height }, itemTexels(training.items));
    }
  }

  /** @throws Error where the schedule has no such texture */
  texture(name: string): Texture {
    const found = this.textures.get(name);
    if (!found) throw new Error(`no texture “${name}”`);
    return found;
  }

  /** What a sampler reads. */
  source(name: string): Source {
    if (name === "params") return this.shared.weights;
    return name === "held" ? this.shared.held : this.texture(name);
  }

  dispose(): void {
    const { device } = this;
    for (const texture of this.textures.values()) device.deleteTexture(texture);
    for (const one of this.framebuffers.values()) device.deleteFramebuffer(one);
    for (const one of this.buffers.values()) device.deleteBuffer(one);
  }

  private made({ text, reads, sizes, target, ...where }: PlannedPass): Pass {
    return {
      program: compiled(this.device, text),
      textures: reads.map((name) => this.source(name)),
      sizes: this.buffer(sizes),
      framebuffer: this.frame(target),
      ...where,
    };
  }

  private frame({ texture: name, slices }: Target): WebGLFramebuffer {
    const key = `${name}: ${slices.join()}`;
    const texture = this.texture(name);
    const found =
      this.framebuffers.get(key) ??
      this.device.createFramebuffer(slices.map((slice) => ({ texture, slice })));
    this.framebuffers.set(key, found);
    return found;
  }

  private buffer(values: readonly number[]): WebGLBuffer {
    const found = this.buffers.get(values) ?? sizesBuffer(this.device, values);
    this.buffers.set(values, found);
    return found;
  }
}

/** Replays passes. tfjs sets all of its own state on its own draw calls; only the scissor test must be left as it was. */
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
        gl.bindTexture(texture.slices > 0 ? gl.TEXTURE_2D_ARRAY : gl.TEXTURE_2D, texture.handle);
      }
      const { framebuffer } = pass;
      gl.bindFramebuffer(gl.FRAMEBUFFER, typeof framebuffer === "function" ? framebuffer() : framebuffer);
      gl.viewport(pass.x, pass.y, pass.width, pass.height);
      gl.drawArrays(gl.TRIANGLES, 3 * pass.step, 3);
    }
  gl.enable(gl.SCISSOR_TEST);
  gl.bindVertexArray(null);
}
