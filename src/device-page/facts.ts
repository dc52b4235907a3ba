/** What browser and driver tell about the device, asked in a worker, as the one that trains is. */
import { obstacles } from "../engine/graphics.ts";
import type { Formed } from "../lib/phrase.ts";
import type { AbilityName, Graphics, LimitName, Machine } from "./protocol.ts";

const limitParameters: Readonly<Record<LimitName, keyof WebGL2RenderingContext>> = {
  textureSize: "MAX_TEXTURE_SIZE",
  arrayLayers: "MAX_ARRAY_TEXTURE_LAYERS",
  texture3D: "MAX_3D_TEXTURE_SIZE",
  cubeMap: "MAX_CUBE_MAP_TEXTURE_SIZE",
  drawBuffers: "MAX_DRAW_BUFFERS",
  colourAttachments: "MAX_COLOR_ATTACHMENTS",
  renderbuffer: "MAX_RENDERBUFFER_SIZE",
  samples: "MAX_SAMPLES",
  fragmentTextures: "MAX_TEXTURE_IMAGE_UNITS",
  combinedTextures: "MAX_COMBINED_TEXTURE_IMAGE_UNITS",
  vertexUniforms: "MAX_VERTEX_UNIFORM_VECTORS",
  fragmentUniforms: "MAX_FRAGMENT_UNIFORM_VECTORS",
  uniformBlock: "MAX_UNIFORM_BLOCK_SIZE",
  varyings: "MAX_VARYING_VECTORS",
};

const contextOf = (hardwareOnly: boolean): WebGL2RenderingContext | null =>
  new OffscreenCanvas(1, 1).getContext("webgl2", { failIfMajorPerformanceCaveat: hardwareOnly });

/** Browsers keep few contexts alive: this one makes room again. */
const release = (gl: WebGL2RenderingContext | null): void =>
  gl?.getExtension("WEBGL_lose_context")?.loseContext();

/** Whether a texture of this format can be drawn to: asked of the driver, whatever extensions it names. */
function canDrawTo(gl: WebGL2RenderingContext, format: number, type: number): boolean {
  const texture = gl.createTexture();
  const framebuffer = gl.createFramebuffer();
  gl.bindTexture(gl.TEXTURE_2D, texture);
  gl.texImage2D(gl.TEXTURE_2D, 0, format, 1, 1, 0, gl.RGBA, type, null);
  gl.bindFramebuffer(gl.FRAMEBUFFER, framebuffer);
  gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, texture, 0);
  const complete = gl.checkFramebufferStatus(gl.FRAMEBUFFER) === gl.FRAMEBUFFER_COMPLETE;
  gl.bindFramebuffer(gl.FRAMEBUFFER, null);
  gl.deleteFramebuffer(framebuffer);
  gl.deleteTexture(texture);
  return complete;
}

function isHardware(): boolean {
  const gl = contextOf(true);
  release(gl);
  return gl !== null;
}

function abilitiesOf(gl: WebGL2RenderingContext): Graphics["abilities"] {
  const has = (name: string) => gl.getExtension(name) !== null;
  // Asking for the extension is what switches float targets on.
  const colourFloat = has("EXT_color_buffer_float");
  const colourHalf = has("EXT_color_buffer_half_float") || colourFloat;
  return {
    drawsFloat32: colourFloat && canDrawTo(gl, gl.RGBA32F, gl.FLOAT),
    drawsFloat16: colourHalf && canDrawTo(gl, gl.RGBA16F, gl.HALF_FLOAT),
    blendsFloat32: has("EXT_float_blend"),
    filtersFloat32: has("OES_texture_float_linear"),
    highpFragments: (gl.getShaderPrecisionFormat(gl.FRAGMENT_SHADER, gl.HIGH_FLOAT)?.precision ?? 0) >= 23,
    timerQueries: has("EXT_disjoint_timer_query_webgl2"),
    parallelCompile: has("KHR_parallel_shader_compile"),
    hardware: isHardware(),
  } satisfies Record<AbilityName, boolean>;
}

/** The WebGL of this worker, or why there is none, in one sentence. */
export function readGraphics(): Graphics | Formed {
  if (typeof OffscreenCanvas === "undefined") return obstacles.noCanvas;
  const gl = contextOf(false);
  if (!gl) return obstacles.noWebgl;
  const info = gl.getExtension("WEBGL_debug_renderer_info");
  const text = (parameter: number) => String(gl.getParameter(parameter));
  const [width = 0, height = 0] = gl.getParameter(gl.MAX_VIEWPORT_DIMS) as Int32Array;
  const graphics: Graphics = {
    renderer: text(info ? info.UNMASKED_RENDERER_WEBGL : gl.RENDERER),
    vendor: text(info ? info.UNMASKED_VENDOR_WEBGL : gl.VENDOR),
    version: text(gl.VERSION),
    shading: text(gl.SHADING_LANGUAGE_VERSION),
    limits: Object.fromEntries(
      Object.entries(limitParameters).map(([name, parameter]) => [
        name,
        Number(gl.getParameter(gl[parameter] as number)),
      ]),
    ) as Record<LimitName, number>,
    viewport: [width, height],
    abilities: abilitiesOf(gl),
    extensions: gl.getSupportedExtensions() ?? [],
  };
  release(gl);
  return graphics;
}

/** The least WebAssembly modules with an instruction of plain and of relaxed SIMD: a browser knows both, or one, or none. */
const modules = {
  simd: [
    0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98,
    11,
  ],
  relaxed: [
    0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 15, 1, 13, 0, 65, 1, 253, 15, 65, 2,
    253, 15, 253, 128, 2, 11,
  ],
} as const;

const validates = (bytes: readonly number[]): boolean =>
  typeof WebAssembly !== "undefined" && WebAssembly.validate(Uint8Array.from(bytes));

/** Not in every browser, and so not in the types. */
type Told = Navigator & { readonly deviceMemory?: number };

export function readMachine(): Machine {
  const { hardwareConcurrency, deviceMemory, platform, userAgent } = navigator as Told;
  return {
    cores: hardwareConcurrency ?? null,
    memory: deviceMemory ?? null,
    platform,
    userAgent,
    simd: validates(modules.simd),
    relaxedSimd: validates(modules.relaxed),
    isolated: globalThis.crossOriginIsolated ?? false,
  };
}
