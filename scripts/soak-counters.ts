/**
 * Counts what a worker holds on the graphics device and in WebAssembly, from outside of its code: the functions that make
 * and delete objects are wrapped. Everything here runs in the worker, and so may name nothing of this file but itself.
 */

/** Alive in one worker. */
export interface Counted {
  readonly textures: number;
  readonly buffers: number;
  readonly framebuffers: number;
  readonly programs: number;
  /** Of textures and buffers, as they were asked for. */
  readonly gpuBytes: number;
  readonly wasmBytes: number;
}

export type WithCounts = typeof globalThis & { soakCounts?: () => Counted };

function countObjects(): void {
  const made = { textures: 0, buffers: 0, framebuffers: 0, programs: 0 };
  const sizes = new Map<object, number>();
  const memories: WeakRef<WebAssembly.Memory>[] = [];
  (globalThis as WithCounts).soakCounts = () => ({
    ...made,
    gpuBytes: [...sizes.values()].reduce((sum, bytes) => sum + bytes, 0),
    wasmBytes: memories.reduce((sum, memory) => sum + (memory.deref()?.buffer.byteLength ?? 0), 0),
  });

  const instantiate = WebAssembly.instantiate;
  WebAssembly.instantiate = (async (...args: Parameters<typeof instantiate>) => {
    const result = (await instantiate(...args)) as
      | WebAssembly.Instance
      | WebAssembly.WebAssemblyInstantiatedSource;
    const { exports } = "instance" in result ? result.instance : result;
    for (const one of Object.values(exports))
      if (one instanceof WebAssembly.Memory) memories.push(new WeakRef(one));
    return result;
  }) as typeof instantiate;

  if (typeof WebGL2RenderingContext === "undefined") return;
  type Wrapped = { [name: string]: (this: WebGL2RenderingContext, ...args: never[]) => unknown };
  const gl = WebGL2RenderingContext.prototype as unknown as Wrapped;
  const after = (
    name: string,
    then: (context: WebGL2RenderingContext, args: unknown[], made: unknown) => void,
  ) => {
    const own = gl[name] as (...args: unknown[]) => unknown;
    gl[name] = function (this: WebGL2RenderingContext, ...args: unknown[]) {
      const result = own.apply(this, args);
      then(this, args, result);
      return result;
    } as Wrapped[string];
  };
  for (const [what, name] of [
    ["textures", "Texture"],
    ["buffers", "Buffer"],
    ["framebuffers", "Framebuffer"],
    ["programs", "Program"],
  ] as const) {
    const alive = new Set<unknown>();
    after(`create${name}`, (_context, _args, result) => {
      if (result) alive.add(result);
      made[what] = alive.size;
    });
    after(`delete${name}`, (_context, [gone]) => {
      alive.delete(gone);
      if (gone) sizes.delete(gone as object);
      made[what] = alive.size;
    });
  }
  /** Bytes a texel of the formats that floats and pixels are kept in. */
  const texel: { readonly [format: number]: number } = {
    [WebGL2RenderingContext.RGBA32F]: 16,
    [WebGL2RenderingContext.RG32F]: 8,
    [WebGL2RenderingContext.R32F]: 4,
    [WebGL2RenderingContext.RGBA16F]: 8,
    [WebGL2RenderingContext.R16F]: 2,
    [WebGL2RenderingContext.RGBA8]: 4,
    [WebGL2RenderingContext.R8]: 1,
  };
  const texture = (context: WebGL2RenderingContext, target: number, format: number, texels: number) => {
    const isArray = target === context.TEXTURE_2D_ARRAY;
    const bound = context.getParameter(
      isArray ? context.TEXTURE_BINDING_2D_ARRAY : context.TEXTURE_BINDING_2D,
    );
    if (bound) sizes.set(bound as object, texels * (texel[format] ?? 4));
  };
  after("texStorage2D", (context, [target, , format, width, height]) =>
    texture(context, target as number, format as number, (width as number) * (height as number)),
  );
  after("texStorage3D", (context, [target, , format, width, height, depth]) =>
    texture(
      context,
      target as number,
      format as number,
      (width as number) * (height as number) * (depth as number),
    ),
  );
  after("texImage2D", (context, [target, , format, width, height, border]) => {
    if (typeof border === "number")
      texture(context, target as number, format as number, (width as number) * (height as number));
  });
  after("bufferData", (context, [target, data]) => {
    const binding = {
      [context.ARRAY_BUFFER]: context.ARRAY_BUFFER_BINDING,
      [context.ELEMENT_ARRAY_BUFFER]: context.ELEMENT_ARRAY_BUFFER_BINDING,
      [context.UNIFORM_BUFFER]: context.UNIFORM_BUFFER_BINDING,
      [context.PIXEL_PACK_BUFFER]: context.PIXEL_PACK_BUFFER_BINDING,
    }[target as number];
    const bound = binding === undefined ? null : context.getParameter(binding);
    const bytes = typeof data === "number" ? data : ((data as ArrayBufferView | null)?.byteLength ?? 0);
    if (bound) sizes.set(bound as object, bytes);
  });
}

/** The text that goes before a worker's own. `__name` is what the compiler of our scripts leaves in functions. */
export const countersText = `{ const __name = (f) => f; (${countObjects.toString()})(); }\n`;
