/**
 * The body of one printed routine: statements over vectors, the operands that they use, and the loops around them. What a routine is
 * given, and what a held gate does to it, is told in `wasm.ts`.
 */
/** What a routine reads or writes. */
export type Operand =
  /** An accumulator's sum, of the phase's own wide array [B, accumulators·H]. */
  | { readonly kind: "sum"; readonly accumulator: number }
  /** A saved plane [B, H], as it was `lag` steps ago. */
  | { readonly kind: "value"; readonly plane: number; readonly lag: number }
  /** ∂L that reaches a state of this step from outside of it. */
  | { readonly kind: "seed"; readonly state: string }
  /** The seed of a state `lag` steps earlier, which is added to. */
  | { readonly kind: "carry"; readonly state: string; readonly lag: number }
  /** An accumulator's delta, in the wide array [B, all accumulators·H]. */
  | { readonly kind: "delta"; readonly accumulator: number }
  /** Uᵀ·delta of a product within the step. */
  | { readonly kind: "pulled"; readonly index: number }
  | { readonly kind: "total"; readonly state: string }
  /** A weight a unit, [H]; and its gradient, which is added to. */
  | { readonly kind: "unit"; readonly name: string }
  | { readonly kind: "unitGradient"; readonly name: string }
  /** Whether a gate is held: a vector of its value, then one of its mask, ones where it is; both zeros where it is free. */
  | { readonly kind: "held"; readonly gate: string };

/** Numbers before the operands' addresses. */
export const HEADER = 4;

/** 32-bit FNV-1a: a name for a text. Two cells with one name would have one text. */
export function nameOf(text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return `cell_${(hash >>> 0).toString(16).padStart(8, "0")}`;
}

/** What is read or written for every row. */
export type Streamed = Exclude<Operand, { readonly kind: "held" }>;
const placeOf: { readonly [K in Streamed["kind"]]: "wide" | "plane" | "unit" } = {
  sum: "wide",
  delta: "wide",
  value: "plane",
  seed: "plane",
  carry: "plane",
  pulled: "plane",
  total: "plane",
  unit: "unit",
  unitGradient: "unit",
};

/**
 * One function: statements over vectors, operands collected as they are used. Each statement is printed twice, for two
 * vectors side by side, since one alone waits for itself: `$3` is local 3 of either, `@` the second one's offset.
 */
export class Body {
  readonly operands: Operand[] = [];
  readonly lines: string[] = [];
  /** By line that looks at what is held: what stands there where nothing is. */
  private readonly free = new Map<number, string>();
  private readonly known = new Map<string, number>();
  private readonly loaded = new Map<string, string>();
  private locals = 0;

  private indexOf(operand: Operand): number {
    const key = JSON.stringify(operand);
    const index = this.known.get(key) ?? this.operands.push(operand) - 1;
    this.known.set(key, index);
    return index;
  }
  private address(operand: Streamed): string {
    return `p${this.indexOf(operand)} + ${{ wide: "j", plane: "i", unit: "u" }[placeOf[operand.kind]]}`;
  }
  /** A local that holds the expression. */
  let(expression: string): string {
    const name = `$${this.locals++}`;
    this.lines.push(`const ${name} = ${expression};`);
    return name;
  }
  /** No routine reads what it has written, so each operand is loaded once. */
  load(operand: Streamed): string {
    const key = JSON.stringify(operand);
    const loaded = this.loaded.get(key) ?? this.let(`v128.load(${this.address(operand)}@)`);
    this.loaded.set(key, loaded);
    return loaded;
  }
  store(operand: Streamed, value: string, onlyIf = ""): void {
    this.lines.push(`${onlyIf}v128.store(${this.address(operand)}, ${value}@);`);
  }
  add(operand: Streamed, value: string): void {
    this.store(operand, `f32x4.add(v128.load(${this.address(operand)}@), ${value})`);
  }
  /** The value, or the one at which the gate is held. */
  orHeld(gate: string, value: string): string {
    const index = this.indexOf({ kind: "held", gate });
    return this.letHeld(`v128.or(v128.andnot(${value}, m${index}), h${index})`, value);
  }
  /** The value, or 0 while the gate is held. */
  unlessHeld(gate: string, value: string): string {
    return this.letHeld(`v128.andnot(${value}, m${this.indexOf({ kind: "held", gate })})`, value);
  }
  private letHeld(expression: string, free: string): string {
    const at = this.lines.length;
    const name = this.let(expression);
    this.free.set(at, `const ${name} = ${free};`);
    return name;
  }

  /** The loops over rows and vectors. */
  private loops(lines: readonly string[]): readonly string[] {
    return [
      "  let i: usize = 0;",
      "  for (let b: u32 = 0; b < rows; b++) {",
      "    let j: usize = <usize>b * wide;",
      "    for (let u: usize = 0; u < width; u += 32) {",
      ...lines.flatMap((line) => [
        `      ${line.replaceAll("$", "v").replaceAll("@", "")}`,
        `      ${line.replaceAll("$", "w").replaceAll("@", ", 16")}`,
      ]),
      "      i += 32;",
      "      j += 32;",
      "    }",
      "  }",
    ];
  }

  /** A routine that looks at gates has its loops twice: where none is held, masks would cost some per cent of an update. */
  private body(): readonly string[] {
    const masks = this.operands.flatMap(({ kind }, i) => (kind === "held" ? [`m${i}`] : []));
    if (masks.length === 0) return this.loops(this.lines);
    const free = this.lines.map((line, at) => this.free.get(at) ?? line);
    return [
      `  if (v128.any_true(${masks.reduce((a, b) => `v128.or(${a}, ${b})`)})) {`,
      ...this.loops(this.lines),
      "  } else {",
      ...this.loops(free),
      "  }",
    ];
  }

  print(name: string): string {
    const pointers = this.operands.map(({ kind }, i) => {
      const pointer = `<usize>load<u32>(args, ${4 * (HEADER + i)})`;
      return kind === "held"
        ? `  const h${i} = v128.load(${pointer}), m${i} = v128.load(${pointer}, 16);`
        : `  const p${i} = ${pointer};`;
    });
    return [
      `export function ${name}(args: usize): void {`,
      "  const rows = load<u32>(args), width = <usize>load<u32>(args, 4), wide = <usize>load<u32>(args, 8);",
      "  const totals = load<u32>(args, 12) != 0;",
      ...pointers,
      ...this.body(),
      "}",
      "",
    ].join("\n");
  }
}
