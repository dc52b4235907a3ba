import { letterOf, parameterLetter } from "../../model/notation.ts";
import { densePath, readoutOf, scansOf } from "../../model/plan.ts";
import { texLetter } from "../../model/print/tex-letter.ts";
import { texMark } from "../../ui/tex.tsx";
import type { CellView } from "./cell-view.ts";

/**
 * The readout's equation as TeX, "p = softmax(V h_40 + b)", its letters marked as those of the cell are; null where the readout does not
 * read this layer. At a task that is read once it stands for that step.
 */
export function readoutTex({ plan, notation, style, isReadOut, picture, steps }: CellView): string | null {
  if (!isReadOut) return null;
  const dense = readoutOf(plan);
  const { output, readout } = picture.record.task.io;
  const time = readout === "last" ? String(steps) : "t";
  const at = (accent: string) => {
    const letter = letterOf(notation, "h", style);
    const stem = accent ? `\\${accent}{${texLetter(letter)}}` : texLetter(letter);
    return style.time.startsWith("⟨t⟩") ? `${stem}^{\\langle ${time}\\rangle}` : `${stem}_{${time}}`;
  };
  const read = scansOf(plan).filter(({ id }) => dense.from.some(({ of }) => of === id));
  const state =
    read.length > 1
      ? `[${read.map(({ direction }) => at(direction === "forward" ? "overrightarrow" : "overleftarrow")).join(", ")}]`
      : at("");
  const block = (what: "readoutKernel" | "readoutBias", role: "kernel" | "bias") =>
    texMark(`|${densePath(dense, role)}`, texLetter(parameterLetter(notation, what, null, style)));
  const sum = `${block("readoutKernel", "kernel")} ${state} + ${block("readoutBias", "bias")}`;
  return output.kind === "classes" ? `p = \\operatorname{softmax}(${sum})` : `\\hat{y} = ${sum}`;
}
