/** tfjs' WebGL context, watched or tampered with from outside. */
import * as tf from "@tensorflow/tfjs";
import type { MathBackendWebGL } from "@tensorflow/tfjs-backend-webgl";

export function context(): WebGL2RenderingContext {
  const backend = tf.findBackend("webgl") as MathBackendWebGL | null;
  if (!backend) throw new Error("tfjs has no WebGL backend open");
  return backend.gpgpu.gl as WebGL2RenderingContext;
}

type Method = (...args: readonly unknown[]) => unknown;
export type Calls = { readonly [name: string]: (original: Method, args: readonly unknown[]) => unknown };

/** Puts own methods in front of the context's; the answer takes them away again, last come first gone. */
export function intercept(gl: WebGL2RenderingContext, calls: Calls): () => void {
  const before = Object.keys(calls).map((name) => [name, Object.getOwnPropertyDescriptor(gl, name)] as const);
  for (const [name, call] of Object.entries(calls)) {
    const method = Reflect.get(gl, name) as Method | undefined;
    if (typeof method !== "function") throw new Error(`the context has no method “${name}”`);
    const original: Method = (...args) => method.apply(gl, args as unknown[]);
    Object.defineProperty(gl, name, {
      configurable: true,
      writable: true,
      value: (...args: readonly unknown[]) => call(original, args),
    });
  }
  return () => {
    for (const [name, own] of before)
      if (own) Object.defineProperty(gl, name, own);
      else Reflect.deleteProperty(gl, name);
  };
}

export interface Counts {
  draws: number;
  /** Shaders compiled and programs linked. */
  shaders: number;
  programs: number;
}

const drawing = ["drawArrays", "drawElements", "drawArraysInstanced", "drawElementsInstanced"] as const;

/** Counts draws and compilations until stopped. */
export function count(gl = context()): { readonly counts: Counts; stop(): Counts } {
  const counts: Counts = { draws: 0, shaders: 0, programs: 0 };
  const adding =
    (what: keyof Counts): Calls[string] =>
    (original, args) => {
      counts[what]++;
      return original(...args);
    };
  const undo = intercept(gl, {
    ...Object.fromEntries(drawing.map((name) => [name, adding("draws")])),
    compileShader: adding("shaders"),
    linkProgram: adding("programs"),
  });
  return {
    counts,
    stop() {
      undo();
      return counts;
    },
  };
}

/**
 * Every draw touches one pixel: what is left is the overhead of a draw, on both sides alike. Results are garbage meanwhile.
 * The answer puts the scissor back to what the callers believe it to be.
 */
export function scissor(gl = context()): () => void {
  const test = gl.SCISSOR_TEST;
  let isOn = gl.isEnabled(test);
  let box: readonly unknown[] = [...(gl.getParameter(gl.SCISSOR_BOX) as Int32Array)];
  gl.enable(test);
  gl.scissor(0, 0, 1, 1);
  const undo = intercept(gl, {
    enable(original, [what]) {
      if (what === test) isOn = true;
      else original(what);
    },
    disable(original, [what]) {
      if (what === test) isOn = false;
      else original(what);
    },
    scissor(_original, args) {
      box = args;
    },
  });
  return () => {
    undo();
    const [x, y, width, height] = box as [number, number, number, number];
    gl.scissor(x, y, width, height);
    if (!isOn) gl.disable(test);
  };
}

/** Nothing is drawn and nothing waits for the device: what is left is JavaScript. Results are garbage meanwhile. */
export function stub(gl = context()): { readonly counts: Pick<Counts, "draws">; stop(): void } {
  const counts = { draws: 0 };
  const draw: Calls[string] = () => void counts.draws++;
  const nothing: Calls[string] = () => undefined;
  const stop = intercept(gl, {
    ...Object.fromEntries(drawing.map((name) => [name, draw])),
    readPixels: nothing,
    getBufferSubData: nothing,
    finish: nothing,
    clear: nothing,
    clearBufferfv: nothing,
    blitFramebuffer: nothing,
    clientWaitSync: () => gl.ALREADY_SIGNALED,
    waitSync: nothing,
    getSyncParameter: () => gl.SIGNALED,
  });
  return { counts, stop };
}

export interface Alive {
  textures: number;
  buffers: number;
  programs: number;
  shaders: number;
  framebuffers: number;
  vertexArrays: number;
  /** Of textures whose storage was made by texStorage2D, texStorage3D or texImage2D. */
  bytes: number;
}

/** Objects created on the context since the watch began and not deleted yet: what an engine says of itself, checked. */
export function watchObjects(gl = context()): { alive(): Alive; stop(): void } {
  const kinds = {
    Texture: "textures",
    Buffer: "buffers",
    Program: "programs",
    Shader: "shaders",
    Framebuffer: "framebuffers",
    VertexArray: "vertexArrays",
  } as const;
  const live = new Map<string, Set<unknown>>(Object.values(kinds).map((kind) => [kind, new Set()]));
  const bytes = new Map<unknown, number>();
  const texelBytes = new Map<unknown, number>([
    [gl.RGBA32F, 16],
    [gl.RGBA32UI, 16],
    [gl.RGBA32I, 16],
    [gl.RG32F, 8],
    [gl.R32F, 4],
    [gl.R32I, 4],
    [gl.R32UI, 4],
    [gl.RGBA8, 4],
    [gl.R8, 1],
  ]);
  const store = (target: unknown, format: unknown, sizes: readonly unknown[]) => {
    const size = texelBytes.get(format);
    if (size === undefined) throw new Error(`a texture of a format whose size is not known here: ${format}`);
    const binding = target === gl.TEXTURE_2D_ARRAY ? gl.TEXTURE_BINDING_2D_ARRAY : gl.TEXTURE_BINDING_2D;
    const texture: unknown = gl.getParameter(binding);
    if (live.get("textures")?.has(texture))
      bytes.set(
        texture,
        (sizes as readonly number[]).reduce((a, b) => a * b, size),
      );
  };
  const calls: { [name: string]: Calls[string] } = {
    texStorage2D(original, args) {
      store(args[0], args[2], args.slice(3, 5));
      return original(...args);
    },
    texStorage3D(original, args) {
      store(args[0], args[2], args.slice(3, 6));
      return original(...args);
    },
    texImage2D(original, args) {
      if (args.length >= 9) store(args[0], args[2], args.slice(3, 5));
      return original(...args);
    },
    texImage3D(original, args) {
      store(args[0], args[2], args.slice(3, 6));
      return original(...args);
    },
  };
  for (const [name, kind] of Object.entries(kinds)) {
    calls[`create${name}`] = (original, args) => {
      const made = original(...args);
      live.get(kind)?.add(made);
      return made;
    };
    calls[`delete${name}`] = (original, args) => {
      live.get(kind)?.delete(args[0]);
      bytes.delete(args[0]);
      return original(...args);
    };
  }
  const stop = intercept(gl, calls);
  const size = (kind: string) => live.get(kind)?.size ?? 0;
  return {
    alive: () => ({
      textures: size("textures"),
      buffers: size("buffers"),
      programs: size("programs"),
      shaders: size("shaders"),
      framebuffers: size("framebuffers"),
      vertexArrays: size("vertexArrays"),
      bytes: [...bytes.values()].reduce((a, b) => a + b, 0),
    }),
    stop,
  };
}
