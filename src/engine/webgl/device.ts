/** What this engine owns on tfjs' WebGL2 context, counted; limits read from the context. */

import type { MathBackendWebGL } from "@tensorflow/tfjs-backend-webgl";
import { phrase } from "../../lib/phrase.ts";
import { Refused } from "../../lib/said.ts";
import { ContextLost } from "../engine.ts";
import { watchContext } from "../tfjs.ts";
import { made, type Program, ProgramCache } from "./program-cache.ts";

export type GpgpuContext = MathBackendWebGL["gpgpu"];

export interface Limits {
  /** Largest width and height of a texture. */
  readonly textureSize: number;
  /** Most slices of an array texture: what WebGL calls its layers. */
  readonly slices: number;
  /** Textures that one draw call can write, 32-bit floats in all four components: 8 on most devices, 4 is all that is promised. */
  readonly drawBuffers: number;
  /** Textures that one program can read: 16 at least. */
  readonly samplers: number;
  /** Whether draw calls are cheap beside arithmetic, as on software GL. */
  readonly isWide: boolean;
}

/** 32-bit float texels, four components. An array texture has slices; 0 is a plain 2D texture. */
export interface Shape {
  readonly width: number;
  readonly height: number;
  readonly slices: number;
}
export const bytesOf = ({ width, height, slices }: Shape): number =>
  width * height * Math.max(1, slices) * 16;

export interface Texture extends Shape {
  readonly handle: WebGLTexture;
}

export interface Attachment {
  readonly texture: Texture;
  /** Of an array texture. */
  readonly slice: number;
}

/** Texels of one or more slices. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** The first one of an array texture, and how many. */
  readonly slice?: number;
  readonly slices?: number;
}

/** @param values [slices, height, width, 4] */
export function writeTexels(
  gl: WebGL2RenderingContext,
  texture: Texture,
  { x, y, width, height, slice = 0, slices = 1 }: Box,
  values: Float32Array,
): void {
  const target = texture.slices > 0 ? gl.TEXTURE_2D_ARRAY : gl.TEXTURE_2D;
  gl.bindTexture(target, texture.handle);
  if (texture.slices > 0)
    gl.texSubImage3D(target, 0, x, y, slice, width, height, slices, gl.RGBA, gl.FLOAT, values);
  else gl.texSubImage2D(target, 0, x, y, width, height, gl.RGBA, gl.FLOAT, values);
  gl.bindTexture(target, null);
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

/** Whether a draw call with `count` float targets works: some devices name eight and take four. */
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
    slices: gl.getParameter(gl.MAX_ARRAY_TEXTURE_LAYERS) as number,
    samplers: gl.getParameter(gl.MAX_TEXTURE_IMAGE_UNITS) as number,
    drawBuffers: most >= 8 && worksWith(gl, 8) ? 8 : 4,
    isWide,
  };
}

/** Allocates a texture of zeros. */
function allocate(gl: WebGL2RenderingContext, handle: WebGLTexture, { width, height, slices }: Shape): void {
  const target = slices > 0 ? gl.TEXTURE_2D_ARRAY : gl.TEXTURE_2D;
  gl.bindTexture(target, handle);
  if (slices > 0) gl.texStorage3D(target, 1, gl.RGBA32F, width, height, slices);
  else gl.texStorage2D(target, 1, gl.RGBA32F, width, height);
  for (const name of [gl.TEXTURE_MIN_FILTER, gl.TEXTURE_MAG_FILTER])
    gl.texParameteri(target, name, gl.NEAREST);
  for (const name of [gl.TEXTURE_WRAP_S, gl.TEXTURE_WRAP_T]) gl.texParameteri(target, name, gl.CLAMP_TO_EDGE);
  gl.bindTexture(target, null);
}

/** @throws Refused if the context cannot render to them */
function attach(
  gl: WebGL2RenderingContext,
  framebuffer: WebGLFramebuffer,
  attachments: readonly Attachment[],
): void {
  gl.bindFramebuffer(gl.FRAMEBUFFER, framebuffer);
  attachments.forEach(({ texture, slice }, i) => {
    const point = gl.COLOR_ATTACHMENT0 + i;
    if (texture.slices > 0) gl.framebufferTextureLayer(gl.FRAMEBUFFER, point, texture.handle, 0, slice);
    else gl.framebufferTexture2D(gl.FRAMEBUFFER, point, gl.TEXTURE_2D, texture.handle, 0);
  });
  // One without attachments is for reading; they come and go.
  if (attachments.length > 0) gl.drawBuffers(attachments.map((_, i) => gl.COLOR_ATTACHMENT0 + i));
  const status = attachments.length > 0 ? gl.checkFramebufferStatus(gl.FRAMEBUFFER) : gl.FRAMEBUFFER_COMPLETE;
  gl.bindFramebuffer(gl.FRAMEBUFFER, null);
  if (status === gl.FRAMEBUFFER_COMPLETE) return;
  if (gl.isContextLost()) throw new ContextLost();
  gl.deleteFramebuffer(framebuffer);
  throw new Refused(
    phrase`The GPU cannot render to ${attachments.length} textures of this size (status ${status}). Reduce the batch size, the length or the units.`,
  );
}

export function openDevice(gpgpu: GpgpuContext, isWide: boolean, drawBuffers?: number): Device {
  const gl = gpgpu.gl as WebGL2RenderingContext;
  const limits = readLimits(gl, isWide, drawBuffers);
  const textures = new Set<Texture>();
  const framebuffers = new Set<WebGLFramebuffer>();
  const buffers = new Set<WebGLBuffer>();
  const programs = new ProgramCache(gl);
  const vertexArray = made(gl.createVertexArray());
  const watch = watchContext(gl);

  return {
    gl,
    limits,
    vertexArray,
    onLost: watch.onLost,
    check: watch.check,
    createTexture(shape) {
      const handle = made(gl.createTexture());
      allocate(gl, handle, shape);
      const texture = { ...shape, handle };
      textures.add(texture);
      return texture;
    },
    deleteTexture(texture) {
      if (textures.delete(texture)) gl.deleteTexture(texture.handle);
    },
    createFramebuffer(attachments) {
      const framebuffer = made(gl.createFramebuffer());
      attach(gl, framebuffer, attachments);
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
    program: (vertex, fragment, samplers) => programs.program(vertex, fragment, samplers),
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
      programs.dispose();
      for (const { handle } of textures) gl.deleteTexture(handle);
      for (const one of framebuffers) gl.deleteFramebuffer(one);
      for (const one of buffers) gl.deleteBuffer(one);
      gl.deleteVertexArray(vertexArray);
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
