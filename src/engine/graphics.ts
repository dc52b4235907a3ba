import { type Formed, phrase } from "../lib/phrase.ts";

/** Why a worker or page cannot train on WebGL. */
export const obstacles = {
  noCanvas: phrase`This browser has no WebGL in workers.`,
  noWebgl: phrase`This browser or device does not support WebGL 2.`,
  noFloats: phrase`This device cannot render to 32-bit float textures.`,
} as const satisfies { readonly [name: string]: Formed };

/** What WebGL a worker has, asked without tfjs: the driver's name, or why it cannot train, in one sentence. */
export type GraphicsFacts = { readonly renderer: string } | { readonly obstacle: Formed };

export function readGraphicsFacts(): GraphicsFacts {
  if (typeof OffscreenCanvas === "undefined") return { obstacle: obstacles.noCanvas };
  const gl = new OffscreenCanvas(1, 1).getContext("webgl2", { failIfMajorPerformanceCaveat: false });
  if (!gl) return { obstacle: obstacles.noWebgl };
  try {
    if (!gl.getExtension("EXT_color_buffer_float")) return { obstacle: obstacles.noFloats };
    const info = gl.getExtension("WEBGL_debug_renderer_info");
    return { renderer: String(gl.getParameter(info ? info.UNMASKED_RENDERER_WEBGL : gl.RENDERER)) };
  } finally {
    // Browsers keep few contexts alive: this one makes room again.
    gl.getExtension("WEBGL_lose_context")?.loseContext();
  }
}
