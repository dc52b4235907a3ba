/** Textures read without waiting: copied into a pixel buffer behind the draw calls, fetched once a fence says that it is there. */
import { ContextLost } from "../engine.ts";
import type { Device, Texture } from "./device.ts";

export interface Region {
  readonly texture: Texture;
  readonly slice: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export const whole = (texture: Texture, slice = 0): Region => ({
  texture,
  slice,
  x: 0,
  y: 0,
  width: texture.width,
  height: texture.height,
});

export interface Readback {
  /** Texels of each region, [height, width, 4]. Answers come in the order of the questions. */
  read(regions: readonly Region[]): Promise<readonly Float32Array[]>;
  dispose(): void;
}

interface Waiting {
  readonly sync: WebGLSync;
  readonly buffer: WebGLBuffer;
  readonly lengths: readonly number[];
  readonly resolve: (values: readonly Float32Array[]) => void;
  readonly reject: (reason: Error) => void;
}

/** Buffers of one size that are kept for reuse: a ring as deep as updates are under way. */
const kept = 8;

/** Floats of a region. */
const lengthOf = ({ width, height }: Region): number => width * height * 4;

/** Copies regions into a pixel buffer, one after the other, behind the draw calls so far. */
function copy(
  gl: WebGL2RenderingContext,
  framebuffer: WebGLFramebuffer,
  buffer: WebGLBuffer,
  regions: readonly Region[],
): void {
  gl.bindBuffer(gl.PIXEL_PACK_BUFFER, buffer);
  const total = regions.reduce((sum, region) => sum + lengthOf(region), 0);
  gl.bufferData(gl.PIXEL_PACK_BUFFER, total * 4, gl.STREAM_READ);
  gl.bindFramebuffer(gl.FRAMEBUFFER, framebuffer);
  gl.readBuffer(gl.COLOR_ATTACHMENT0);
  let at = 0;
  for (const region of regions) {
    const { texture, slice, x, y, width, height } = region;
    if (texture.slices > 0)
      gl.framebufferTextureLayer(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, texture.handle, 0, slice);
    else gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, texture.handle, 0);
    gl.readPixels(x, y, width, height, gl.RGBA, gl.FLOAT, at * 4);
    at += lengthOf(region);
  }
  // A texture that stays attached would live on after it is deleted.
  gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, null, 0);
  gl.bindFramebuffer(gl.FRAMEBUFFER, null);
  gl.bindBuffer(gl.PIXEL_PACK_BUFFER, null);
}

export function createReadback(device: Device): Readback {
  const { gl } = device;
  const free = new Map<number, WebGLBuffer[]>();
  let waiting: Waiting[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  let framebuffer: WebGLFramebuffer | undefined;
  let isDisposed = false;

  const fail = (reason: Error) => {
    const all = waiting;
    waiting = [];
    for (const { reject } of all) reject(reason);
  };
  const forget = device.onLost(fail);

  function take({ sync, buffer, lengths, resolve, reject }: Waiting): void {
    const total = lengths.reduce((a, b) => a + b, 0);
    const values = new Float32Array(total);
    gl.deleteSync(sync);
    gl.bindBuffer(gl.PIXEL_PACK_BUFFER, buffer);
    gl.getBufferSubData(gl.PIXEL_PACK_BUFFER, 0, values);
    gl.bindBuffer(gl.PIXEL_PACK_BUFFER, null);
    const same = free.get(total) ?? [];
    if (same.length < kept) free.set(total, [...same, buffer]);
    else device.deleteBuffer(buffer);
    // After a loss every buffer reads as zeros; a number is believed only if the context is still there.
    if (gl.isContextLost()) {
      reject(new ContextLost());
      return;
    }
    let at = 0;
    resolve(
      lengths.map((length) => {
        at += length;
        return values.subarray(at - length, at);
      }),
    );
  }

  function poll(): void {
    timer = undefined;
    if (isDisposed) return;
    if (gl.isContextLost()) {
      fail(new ContextLost());
      return;
    }
    for (;;) {
      const first = waiting[0];
      if (!first) return;
      const status = gl.clientWaitSync(first.sync, 0, 0);
      if (status === gl.TIMEOUT_EXPIRED) break;
      waiting.shift();
      if (status === gl.WAIT_FAILED) {
        gl.deleteSync(first.sync);
        device.deleteBuffer(first.buffer);
        first.reject(gl.isContextLost() ? new ContextLost() : new Error("waiting for the device failed"));
        continue;
      }
      take(first);
    }
    timer = setTimeout(poll, 1);
  }

  return {
    read(regions) {
      if (gl.isContextLost()) return Promise.reject(new ContextLost());
      if (isDisposed) return Promise.reject(new Error("the network is disposed"));
      const lengths = regions.map(lengthOf);
      const total = lengths.reduce((a, b) => a + b, 0);
      const buffer = free.get(total)?.pop() ?? device.createBuffer();
      framebuffer ??= device.createFramebuffer([]);
      copy(gl, framebuffer, buffer, regions);
      const sync = gl.fenceSync(gl.SYNC_GPU_COMMANDS_COMPLETE, 0);
      gl.flush();
      if (!sync) return Promise.reject(new ContextLost());
      return new Promise((resolve, reject) => {
        waiting.push({ sync, buffer, lengths, resolve, reject });
        timer ??= setTimeout(poll, 0);
      });
    },
    dispose() {
      isDisposed = true;
      forget();
      clearTimeout(timer);
      for (const { sync, buffer } of waiting) {
        gl.deleteSync(sync);
        device.deleteBuffer(buffer);
      }
      fail(new Error("the network was disposed while its numbers were on their way"));
      for (const same of free.values()) for (const buffer of same) device.deleteBuffer(buffer);
      free.clear();
      if (framebuffer) device.deleteFramebuffer(framebuffer);
    },
  };
}
