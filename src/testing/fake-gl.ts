/**
 * A WebGL2 context without a GPU: it remembers draw calls and uploads, and every number that is read from it is 0. So what an engine
 * asks of its device is tested in Node.
 */

/** One draw call. */
export interface DrawCall {
  /** Text of the fragment program. */
  readonly fragment: string;
  readonly viewport: readonly number[];
  /** First vertex. */
  readonly first: number;
}

export interface FakeGl {
  readonly gl: WebGL2RenderingContext;
  readonly calls: DrawCall[];
  /** Uploads into textures: their sizes. */
  readonly uploads: (readonly number[])[];
  /** From now on no frame is complete. */
  refuse(): void;
}

interface FakeProgram {
  readonly texts: string[];
}

/** Limits that the context names. */
export const fakeLimits = { textureSize: 8192, slices: 2048, samplers: 16, drawBuffers: 8 } as const;

export function fakeGl(): FakeGl {
  const calls: DrawCall[] = [];
  const uploads: (readonly number[])[] = [];
  const constants = new Map<string, number>();
  /** Far enough from each other for what is counted on from one, as COLOR_ATTACHMENT0 + i is. */
  const constant = (name: string): number => {
    const known = constants.get(name) ?? 1000 * (constants.size + 1);
    constants.set(name, known);
    return known;
  };
  const limits = new Map([
    [constant("MAX_TEXTURE_SIZE"), fakeLimits.textureSize],
    [constant("MAX_ARRAY_TEXTURE_LAYERS"), fakeLimits.slices],
    [constant("MAX_TEXTURE_IMAGE_UNITS"), fakeLimits.samplers],
  ]);
  let isComplete = true;
  let program: FakeProgram = { texts: [] };
  let viewport: readonly number[] = [];
  const functions: Readonly<Record<string, (...args: never[]) => unknown>> = {
    isContextLost: () => false,
    getParameter: (name: number) => limits.get(name) ?? fakeLimits.drawBuffers,
    checkFramebufferStatus: () => (isComplete ? constant("FRAMEBUFFER_COMPLETE") : 0),
    createTexture: () => ({}),
    createFramebuffer: () => ({}),
    createBuffer: () => ({}),
    createVertexArray: () => ({}),
    createProgram: (): FakeProgram => ({ texts: [] }),
    createShader: () => ({ text: "" }),
    shaderSource: (shader: { text: string }, text: string) => {
      shader.text = text;
    },
    attachShader: (to: FakeProgram, { text }: { readonly text: string }) => to.texts.push(text),
    getProgramParameter: () => true,
    useProgram: (next: FakeProgram) => {
      program = next;
    },
    viewport: (...at: number[]) => {
      viewport = at;
    },
    drawArrays: (_mode: number, first: number) =>
      calls.push({ fragment: program.texts[1] ?? "", viewport, first }),
    texSubImage2D: (_t: number, _l: number, _x: number, _y: number, ...size: number[]) =>
      uploads.push(size.slice(0, 2)),
    texSubImage3D: (_t: number, _l: number, _x: number, _y: number, _z: number, ...size: number[]) =>
      uploads.push(size.slice(0, 3)),
    fenceSync: () => ({}),
    clientWaitSync: () => constant("CONDITION_SATISFIED"),
  };
  const canvas = { addEventListener: () => undefined, removeEventListener: () => undefined };
  const gl = new Proxy(
    {},
    {
      get: (_target, name) => {
        if (name === "canvas") return canvas;
        if (typeof name === "string" && /^[A-Z0-9_]+$/.test(name)) return constant(name);
        return functions[String(name)] ?? (() => undefined);
      },
    },
  );
  return {
    gl: gl as WebGL2RenderingContext,
    calls,
    uploads,
    refuse() {
      isComplete = false;
    },
  };
}
