import type { AnyOptimizer } from "../../optimizers/optimizer.ts";
import { number } from "./wasm.ts";

/** Names of an optimizer's scalars, in the order in which its routine reads them. */
export const scalarsOf = (def: AnyOptimizer, values: Parameters<AnyOptimizer["scalars"]>[0], t: number) =>
  Object.entries(def.scalars(values, t)).sort(([a], [b]) => (a < b ? -1 : 1));

/**
 * An optimizer's pass: new slots and parameters in place. `slots` are arrays of `bytes` each, one after the other, in
 * the definition's order; `scalars` float32 in alphabetical order.
 * @param scalars their names, alphabetically
 */
export function printOptimizer(def: AnyOptimizer, scalars: readonly string[]): string {
  const head: string[] = [];
  const lines: string[] = [];
  let locals = 0;
  const local = (expression: string) => {
    const name = `v${locals++}`;
    lines.push(`const ${name} = ${expression};`);
    return name;
  };
  const known = new Map<string, string>();
  scalars.forEach((name, i) => {
    head.push(`const s${i} = v128.load32_splat(scalars, ${4 * i});`);
    known.set(name, `s${i}`);
  });
  const slotAt = (slot: string) => `slots + ${def.slots.indexOf(slot)} * bytes + i`;
  known.set("parameter", local("v128.load(parameter + i)"));
  known.set("gradient", local("f32x4.mul(v128.load(gradient + i), factor)"));
  for (const slot of def.slots) known.set(slot, local(`v128.load(${slotAt(slot)})`));
  const two = (op: string) => (a: string, b: string) => local(`f32x4.${op}(${a}, ${b})`);
  const updated = def.update<string>(
    {
      ref: (name) => {
        const found = known.get(name);
        if (found === undefined)
          throw new Error(`${def.kind} reads “${name}”, which is neither a slot nor a scalar of it`);
        return found;
      },
      constant: number,
      add: two("add"),
      sub: two("sub"),
      mul: two("mul"),
      div: two("div"),
      sqrt: (a) => local(`f32x4.sqrt(${a})`),
    },
    (slot, value) => {
      lines.push(`v128.store(${slotAt(slot)}, ${value});`);
      known.set(`${slot}'`, value);
      return value;
    },
  );
  return [
    `export function optimize_${def.kind}(bytes: usize, scale: f32, parameter: usize, gradient: usize, slots: usize, scalars: usize): void {`,
    "  const factor = f32x4.splat(scale);",
    ...head.map((line) => `  ${line}`),
    "  for (let i: usize = 0; i < bytes; i += 16) {",
    ...lines.map((line) => `    ${line}`),
    `    v128.store(parameter + i, ${updated});`,
    "  }",
    "}",
    "",
  ].join("\n");
}
