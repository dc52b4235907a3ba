/** Programs of a context, each compiled once a text. */
import { ContextLost } from "../engine.ts";

export interface Program {
  readonly handle: WebGLProgram;
  /** Names of its samplers, in the order of their texture units. */
  readonly samplers: readonly string[];
  readonly uniform: (name: string) => WebGLUniformLocation | null;
}

/** @throws ContextLost where the context made nothing */
export const made = <T>(object: T | null): T => {
  if (object === null) throw new ContextLost();
  return object;
};

export class ProgramCache {
  private readonly programs = new Map<string, Program>();
  private readonly shaders = new Map<string, WebGLShader>();

  constructor(private readonly gl: WebGL2RenderingContext) {}

  get size(): number {
    return this.programs.size;
  }

  /** @param samplers names, in the order of their texture units */
  program(vertex: string, fragment: string, samplers: readonly string[]): Program {
    const key = `${vertex}\n${fragment}`;
    const found = this.programs.get(key) ?? this.bound(this.linked(vertex, fragment), samplers);
    this.programs.set(key, found);
    return found;
  }

  dispose(): void {
    for (const { handle } of this.programs.values()) this.gl.deleteProgram(handle);
    for (const one of this.shaders.values()) this.gl.deleteShader(one);
    this.programs.clear();
    this.shaders.clear();
  }

  private shader(type: number, text: string): WebGLShader {
    const { gl } = this;
    const key = `${type} ${text}`;
    const found = this.shaders.get(key);
    if (found) return found;
    const compiled = made(gl.createShader(type));
    gl.shaderSource(compiled, text);
    gl.compileShader(compiled);
    this.shaders.set(key, compiled);
    return compiled;
  }

  private linked(vertex: string, fragment: string): WebGLProgram {
    const { gl } = this;
    const handle = made(gl.createProgram());
    const parts = [this.shader(gl.VERTEX_SHADER, vertex), this.shader(gl.FRAGMENT_SHADER, fragment)];
    for (const part of parts) gl.attachShader(handle, part);
    gl.linkProgram(handle);
    if (gl.getProgramParameter(handle, gl.LINK_STATUS)) return handle;
    if (gl.isContextLost()) throw new ContextLost();
    const log = [gl.getProgramInfoLog(handle), ...parts.map((part) => gl.getShaderInfoLog(part))];
    throw new Error(`a shader does not compile: ${log.filter(Boolean).join(" ")}\n${fragment}`);
  }

  /** Samplers are bound to texture units, and the block of sizes to the first buffer, once and for all. */
  private bound(handle: WebGLProgram, samplers: readonly string[]): Program {
    const { gl } = this;
    gl.useProgram(handle);
    samplers.forEach((name, unit) => {
      gl.uniform1i(gl.getUniformLocation(handle, name), unit);
    });
    const block = gl.getUniformBlockIndex(handle, "Sizes");
    if (block !== gl.INVALID_INDEX) gl.uniformBlockBinding(handle, block, 0);
    const locations = new Map<string, WebGLUniformLocation | null>();
    return {
      handle,
      samplers,
      uniform(name) {
        if (!locations.has(name)) locations.set(name, gl.getUniformLocation(handle, name));
        return locations.get(name) ?? null;
      },
    };
  }
}
