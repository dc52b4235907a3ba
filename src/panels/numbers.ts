/** The numbers of every panel, loaded when somebody asks for them: the page starts without. */
import type { NumbersOf } from "./table.ts";

const files = import.meta.glob<NumbersOf>("./*/export.ts", { import: "numbers" });

/** @throws (rejects) where a panel's folder has no `export.ts`, which a test of all panels finds first. */
export async function numbersOfPanel(id: string): Promise<NumbersOf> {
  const load = files[`./${id}/export.ts`];
  if (!load) throw new Error(`src/panels/${id} has no export.ts`);
  return load();
}
