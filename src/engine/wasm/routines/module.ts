/** The whole module as one AssemblyScript text: hand-written routines, and what is printed for cells and optimizers. */
import { cells } from "../../../cells/index.ts";
import { defaults } from "../../../lib/fields.ts";
import { type LoweredCell, lower } from "../../../model/lower.ts";
import { everyCell, layerValues } from "../../../model/networks.ts";
import { printCell } from "../../../model/print/wasm.ts";
import { printOptimizer, scalarsOf } from "../../../model/print/wasm-optimizer.ts";
import { optimizers } from "../../../optimizers/index.ts";
import { printProducts } from "./product.ts";

export type Variant = "relaxed" | "plain";
export const variants: readonly Variant[] = ["relaxed", "plain"];

/** Every cell of the registry, with every combination of options. Which gates are held makes no difference. */
const registered = (): readonly LoweredCell[] =>
  everyCell.map(({ cell, options }) =>
    lower(cells[cell].equations(layerValues(cell, options)), cells[cell].states),
  );

/**
 * @param handWritten texts of math.as and arrays.as
 * @param more cells beside the registry's
 */
export function moduleText(
  variant: Variant,
  handWritten: readonly string[],
  more: readonly LoweredCell[] = [],
): string {
  const texts = new Set([...registered(), ...more].map((cell) => printCell(cell).text));
  const passes = Object.values(optimizers).map((def) =>
    printOptimizer(
      def,
      scalarsOf(def, defaults(def.fields), 1).map(([name]) => name),
    ),
  );
  return [
    `const RELAXED = ${variant === "relaxed"};`,
    ...handWritten,
    printProducts({ rows: variant === "relaxed" ? 6 : 4, unroll: 1 }),
    ...texts,
    ...passes,
  ].join("\n");
}
