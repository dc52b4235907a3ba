/** The frame of every program: sizes as uniforms in one buffer per layer, samplers collected as they are used, outputs. */

/** Which texture a sampler reads. `offset` counts steps from the pass's own; `ring` is a texture of the ring as such. */
export type TextureUse =
  | {
      readonly of:
        | "params"
        | "held"
        | "data"
        | "gradients"
        | "logits"
        | "stats"
        | "logitGradients"
        | "items"
        | "telemetry";
    }
  | { readonly of: "slot"; readonly slot: string }
  | { readonly of: "external" | "pulled" | "before" | "first" | "mask" | "maskBelow" }
  | { readonly of: "saved" | "kept"; readonly phase: number; readonly offset: number }
  /** The layer below: at the pass's own step, or at the step that the other direction comes to meanwhile. */
  | { readonly of: "below"; readonly phase: number; readonly isMirrored: boolean }
  | { readonly of: "savedRing"; readonly phase: number; readonly ring: number }
  | { readonly of: "keptRing"; readonly phase: number; readonly ring: number }
  | { readonly of: "belowRing"; readonly phase: number; readonly ring: number };

const flat = new Set<TextureUse["of"]>(["params", "held", "data", "items", "telemetry", "slot"]);

export interface ProgramText {
  readonly vertex: string;
  readonly fragment: string;
  readonly samplers: readonly { readonly name: string; readonly use: TextureUse }[];
}

/** `step` comes from the first vertex of the draw call, so that no uniform changes between the passes of a replay. */
const stepVertex = `#version 300 es
flat out int step;
void main() {
  int corner = gl_VertexID % 3;
  step = gl_VertexID / 3;
  gl_Position = vec4(corner == 1 ? 3.0 : -1.0, corner == 2 ? 3.0 : -1.0, 0.0, 1.0);
}`;

/** Names of the sizes of a layer, the readout or the update, in the order of their buffer. */
export type SizeNames = readonly string[];

export const sizesText = (names: SizeNames): string =>
  `layout(std140) uniform Sizes { ivec4 sizes[${Math.ceil(names.length / 4)}]; };`;

/** Locals of `main`: software GL reads a uniform buffer anew at every use, also within loops. */
export const sizeLocals = (names: SizeNames): string =>
  names.map((name, i) => `int z_${name} = sizes[${i >> 2}].${"xyzw"[i & 3]};`).join("\n");

export const precision = `#version 300 es
precision highp float;
precision highp int;
precision highp sampler2D;
precision highp sampler2DArray;`;

export class ProgramBuilder {
  private readonly uses = new Map<string, { name: string; use: TextureUse }>();

  /** Name of the sampler that reads it. */
  sampler(use: TextureUse): string {
    const key = JSON.stringify(use);
    const known = this.uses.get(key);
    if (known) return known.name;
    const name = `t${this.uses.size}_${use.of}`;
    this.uses.set(key, { name, use });
    return name;
  }

  /** @param slice of an array texture */
  fetch(use: TextureUse, x: string, y: string, slice: string | number = 0): string {
    return flat.has(use.of)
      ? `texelFetch(${this.sampler(use)}, ivec2(${x}, ${y}), 0)`
      : `texelFetch(${this.sampler(use)}, ivec3(${x}, ${y}, ${slice}), 0)`;
  }

  /** @param body statements of `main` that assign out0 … */
  program(
    names: SizeNames,
    outputs: number,
    body: string,
    extra: { readonly declarations?: string; readonly vertex?: string } = {},
  ): ProgramText {
    const samplers = [...this.uses.values()];
    const declared = samplers.map(
      ({ name, use }) => `uniform ${flat.has(use.of) ? "sampler2D" : "sampler2DArray"} ${name};`,
    );
    const outs = Array.from({ length: outputs }, (_, i) => `layout(location = ${i}) out vec4 out${i};`);
    const fragment = [
      precision,
      ...(extra.vertex === undefined ? ["flat in int step;"] : []),
      sizesText(names),
      ...declared,
      ...outs,
      extra.declarations ?? "",
      "void main() {",
      sizeLocals(names),
      "int x = int(gl_FragCoord.x), y = int(gl_FragCoord.y);",
      body,
      "}",
    ].join("\n");
    return { vertex: extra.vertex ?? stepVertex, fragment, samplers };
  }
}
