/** What this engine owns on tfjs' WebGL2 context, counted; limits read from the context. */
import type { MathBackendWebGL } from "@tensorflow/tfjs-backend-webgl";
import { ContextLost } from "../engine.ts";
import { watchContext } from "../tfjs.ts";

export type GpgpuContext = MathBackendWebGL["gpgpu"];

export interface Limits {
  /** Largest width and height of a texture. */
  readonly textureSize: number;
  /** Most layers of an array texture. */
  readonly layers: number;
  /** Textures that one draw can write, 32-bit floats in all four components: 8 on most devices, 4 is all that is promised. */
  readonly drawBuffers: number;
  /** Whether draws are cheap beside arithmetic, as on software GL. */
  readonly isWide: boolean;
}

/** 32-bit float texels, four components. `layers` 0 is a plain 2D texture. */
export interface Shape {
  readonly width: number;
  readonly height: number;
  readonly layers: number;
}
export const bytesOf = ({ width, height, layers }: Shape): number =>
  width * height * Math.max(1, layers) * 16;

export interface Texture extends Shape {
  readonly handle: WebGLTexture;
}

export interface Attachment {
  readonly texture: Texture;
  /** Of an array texture. */
  readonly layer: number;
}

export interface Program {
  readonly handle: WebGLProgram;
  /** Names of its samplers, in the order of their texture units. */
  readonly samplers: readonly string[];
  readonly uniform: (name: string) => WebGLUniformLocation | null;
}

/** Live objects, for leak tests and the page's own status. */
export interface Resources {
  readonly textures: number;
  readonly buffers: number;
  readonly programs: number;
  readonly framebuffers: number;
  readonly vertexArrays: number;
  /** Of textures. */
  readonly bytes: number;
}

export interface Device {
  readonly gl: WebGL2RenderingContext;
  readonly limits: Limits;
  /** Zeros. */
  createTexture(shape: Shape): Texture;
  deleteTexture(texture: Texture): void;
  createFramebuffer(attachments: readonly Attachment[]): WebGLFramebuffer;
  deleteFramebuffer(framebuffer: WebGLFramebuffer): void;
  createBuffer(): WebGLBuffer;
  deleteBuffer(buffer: WebGLBuffer): void;
  /** Compiled once a text; lives as long as the device. */
  program(vertex: string, fragment: string, samplers: readonly string[]): Program;
  readonly vertexArray: WebGLVertexArrayObject;
  resources(): Resources;
  /** @throws ContextLost */
  check(): void;
  /** Tells once when the context is lost, unless the answer is called before. */
  onLost(tell: (reason: ContextLost) => void): () => void;
  dispose(): void;
}

/** Frames in which a draw of `count` float targets works: some devices name eight and take four. */
function worksWith(gl: WebGL2RenderingContext, count: number): boolean {
  const framebuffer = gl.createFramebuffer();
  const texture = gl.createTexture();
  gl.bindTexture(gl.TEXTURE_2D_ARRAY, texture);
  gl.texStorage3D(gl.TEXTURE_2D_ARRAY, 1, gl.RGBA32F, 1, 1, count);
  gl.bindFramebuffer(gl.FRAMEBUFFER, framebuffer);
  for (let i = 0; i < count; i++)
    gl.framebufferTextureLayer(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0 + i, texture, 0, i);
  gl.drawBuffers(Array.from({ length: count }, (_, i) => gl.COLOR_ATTACHMENT0 + i));
  const works = gl.checkFramebufferStatus(gl.FRAMEBUFFER) === gl.FRAMEBUFFER_COMPLETE;
  gl.bindFramebuffer(gl.FRAMEBUFFER, null);
  gl.bindTexture(gl.TEXTURE_2D_ARRAY, null);
  gl.deleteFramebuffer(framebuffer);
  gl.deleteTexture(texture);
  return works;
}

/** @param drawBuffers at most this many, to try the path of small devices */
export function readLimits(gl: WebGL2RenderingContext, isWide: boolean, drawBuffers = 8): Limits {
  const most = Math.min(
    drawBuffers,
    8,
    gl.getParameter(gl.MAX_DRAW_BUFFERS) as number,
    gl.getParameter(gl.MAX_COLOR_ATTACHMENTS) as number,
  );
  return {
    textureSize: gl.getParameter(gl.MAX_TEXTURE_SIZE) as number,
    layers: gl.getParameter(gl.MAX_ARRAY_TEXTURE_LAYERS) as number,
    drawBuffers: most >= 8 && worksWith(gl, 8) ? 8 : 4,
    isWide,
  };
}

export function openDevice(gpgpu: GpgpuContext, isWide: boolean, drawBuffers?: number): Device {
  const gl = gpgpu.gl as WebGL2RenderingContext;
  const limits = readLimits(gl, isWide, drawBuffers);
  const textures = new Set<Texture>();
  const framebuffers = new Set<WebGLFramebuffer>();
  const buffers = new Set<WebGLBuffer>();
  const programs = new Map<string, Program>();
  const shaders = new Map<string, WebGLShader>();
  const vertexArray = gl.createVertexArray();
  if (!vertexArray) throw new ContextLost();

  const watch = watchContext(gl);
  const made = <T>(object: T | null): T => {
    if (object === null) throw new ContextLost();
    return object;
  };
  const shader = (type: number, text: string): WebGLShader => {
    const key = `${type} ${text}`;
    const found = shaders.get(key);
    if (found) return found;
    const compiled = made(gl.createShader(type));
    gl.shaderSource(compiled, text);
    gl.compileShader(compiled);
    shaders.set(key, compiled);
    return compiled;
  };

  return {
    gl,
    limits,
    vertexArray,
    onLost: watch.onLost,
    check: watch.check,
    createTexture(shape) {
      const handle = made(gl.createTexture());
      const target = shape.layers > 0 ? gl.TEXTURE_2D_ARRAY : gl.TEXTURE_2D;
      gl.bindTexture(target, handle);
      if (shape.layers > 0) gl.texStorage3D(target, 1, gl.RGBA32F, shape.width, shape.height, shape.layers);
      else gl.texStorage2D(target, 1, gl.RGBA32F, shape.width, shape.height);
      for (const name of [gl.TEXTURE_MIN_FILTER, gl.TEXTURE_MAG_FILTER])
        gl.texParameteri(target, name, gl.NEAREST);
      for (const name of [gl.TEXTURE_WRAP_S, gl.TEXTURE_WRAP_T])
        gl.texParameteri(target, name, gl.CLAMP_TO_EDGE);
      gl.bindTexture(target, null);
      const texture = { ...shape, handle };
      textures.add(texture);
      return texture;
    },
    deleteTexture(texture) {
      if (textures.delete(texture)) gl.deleteTexture(texture.handle);
    },
    createFramebuffer(attachments) {
      const framebuffer = made(gl.createFramebuffer());
      gl.bindFramebuffer(gl.FRAMEBUFFER, framebuffer);
      attachments.forEach(({ texture, layer }, i) => {
        const point = gl.COLOR_ATTACHMENT0 + i;
        if (texture.layers > 0) gl.framebufferTextureLayer(gl.FRAMEBUFFER, point, texture.handle, 0, layer);
        else gl.framebufferTexture2D(gl.FRAMEBUFFER, point, gl.TEXTURE_2D, texture.handle, 0);
      });
      // One without attachments is for reading; they come and go.
      if (attachments.length > 0) gl.drawBuffers(attachments.map((_, i) => gl.COLOR_ATTACHMENT0 + i));
      const status =
        attachments.length > 0 ? gl.checkFramebufferStatus(gl.FRAMEBUFFER) : gl.FRAMEBUFFER_COMPLETE;
      gl.bindFramebuffer(gl.FRAMEBUFFER, null);
      if (status !== gl.FRAMEBUFFER_COMPLETE) {
        if (gl.isContextLost()) throw new ContextLost();
        gl.deleteFramebuffer(framebuffer);
        throw new RangeError(
          `The device refuses to draw to ${attachments.length} textures of this size (status ${status}): lower the batch, the length or the units.`,
        );
      }
      framebuffers.add(framebuffer);
      return framebuffer;
    },
    deleteFramebuffer(framebuffer) {
      if (framebuffers.delete(framebuffer)) gl.deleteFramebuffer(framebuffer);
    },
    createBuffer() {
      const buffer = made(gl.createBuffer());
      buffers.add(buffer);
      return buffer;
    },
    deleteBuffer(buffer) {
      if (buffers.delete(buffer)) gl.deleteBuffer(buffer);
    },
    program(vertex, fragment, samplers) {
      const key = `${vertex}\n${fragment}`;
      const found = programs.get(key);
      if (found) return found;
      const handle = made(gl.createProgram());
      const parts = [shader(gl.VERTEX_SHADER, vertex), shader(gl.FRAGMENT_SHADER, fragment)];
      for (const part of parts) gl.attachShader(handle, part);
      gl.linkProgram(handle);
      if (!gl.getProgramParameter(handle, gl.LINK_STATUS)) {
        if (gl.isContextLost()) throw new ContextLost();
        const log = [gl.getProgramInfoLog(handle), ...parts.map((part) => gl.getShaderInfoLog(part))];
        throw new Error(`a shader does not compile: ${log.filter(Boolean).join(" ")}\n${fragment}`);
      }
      gl.useProgram(handle);
      samplers.forEach((name, unit) => {
        gl.uniform1i(gl.getUniformLocation(handle, name), unit);
      });
      const block = gl.getUniformBlockIndex(handle, "Sizes");
      if (block !== gl.INVALID_INDEX) gl.uniformBlockBinding(handle, block, 0);
      const locations = new Map<string, WebGLUniformLocation | null>();
      const program: Program = {
        handle,
        samplers,
        uniform(name) {
          if (!locations.has(name)) locations.set(name, gl.getUniformLocation(handle, name));
          return locations.get(name) ?? null;
        },
      };
      programs.set(key, program);
      return program;
    },
    resources: () => ({
      textures: textures.size,
      buffers: buffers.size,
      programs: programs.size,
      framebuffers: framebuffers.size,
      vertexArrays: gl.isVertexArray(vertexArray) ? 1 : 0,
      bytes: [...textures].reduce((sum, texture) => sum + bytesOf(texture), 0),
    }),
    dispose() {
      watch.stop();
      for (const { handle } of programs.values()) gl.deleteProgram(handle);
      for (const one of shaders.values()) gl.deleteShader(one);
      for (const { handle } of textures) gl.deleteTexture(handle);
      for (const one of framebuffers) gl.deleteFramebuffer(one);
      for (const one of buffers) gl.deleteBuffer(one);
      gl.deleteVertexArray(vertexArray);
      programs.clear();
      shaders.clear();
      textures.clear();
      framebuffers.clear();
      buffers.clear();
    },
  };
}

/** A device that remembers what is made through it, to free all of it at once, also after a failure halfway. */
export function scopeOf(device: Device): { readonly device: Device; free(): void } {
  const textures = new Set<Texture>();
  const framebuffers = new Set<WebGLFramebuffer>();
  const buffers = new Set<WebGLBuffer>();
  const kept = <T>(all: Set<T>, one: T): T => {
    all.add(one);
    return one;
  };
  return {
    device: {
      ...device,
      createTexture: (shape) => kept(textures, device.createTexture(shape)),
      createFramebuffer: (attachments) => kept(framebuffers, device.createFramebuffer(attachments)),
      createBuffer: () => kept(buffers, device.createBuffer()),
      deleteTexture(texture) {
        textures.delete(texture);
        device.deleteTexture(texture);
      },
      deleteFramebuffer(framebuffer) {
        framebuffers.delete(framebuffer);
        device.deleteFramebuffer(framebuffer);
      },
      deleteBuffer(buffer) {
        buffers.delete(buffer);
        device.deleteBuffer(buffer);
      },
    },
    free() {
      for (const one of framebuffers) device.deleteFramebuffer(one);
      for (const one of textures) device.deleteTexture(one);
      for (const one of buffers) device.deleteBuffer(one);
    },
  };
}
