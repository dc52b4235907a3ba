/**
 * Flags under which even the smallest tensor goes through textures and shaders, as the large ones do; else a test on tiny
 * tensors proves nothing about WebGL.
 */
export const strictFlags = { WEBGL_CPU_FORWARD: false, WEBGL_SIZE_UPLOAD_UNIFORM: 0 } as const;
