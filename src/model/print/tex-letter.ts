/** Letters as TeX, with their indices and times. */
import type { Letter, Style } from "../notation-types.ts";
import type { ScanNode } from "../plan.ts";

const baseTex = (base: string) =>
  base === "Γ" ? "\\Gamma" : base.length > 1 ? `\\text{${base.replaceAll("_", "\\_")}}` : base;

const braced = (text: string) => (text.length > 1 ? `{${text}}` : text);
/** An index: a combining tilde stands over the letter before it. */
const indexTex = (text: string) => text.replace(/(.)\u0303/gu, "\\tilde{$1}");

/** A time as it stands at a letter: below or above; neither where it is not written. */
export interface TexTime {
  readonly below?: string;
  readonly above?: string;
}

/** A letter as TeX, at a time where it has one. */
export function texLetter({ base, accent, sub, sup }: Letter, time: TexTime = {}): string {
  const below = [sub && indexTex(sub), time.below]
    .filter((part) => part !== undefined && part !== "")
    .join(",");
  const above = `${sup ? indexTex(sup) : ""}${time.above ?? ""}`;
  const stem = accent ? `\\${accent} ${baseTex(base)}` : baseTex(base);
  return `${stem}${above ? `^${braced(above)}` : ""}${below ? `_${braced(below)}` : ""}`;
}

/** The step `lag` steps ago. A scan that reads backward comes to step t from step t + 1. */
export function timeOf({ time }: Style, direction: ScanNode["direction"], lag: number): TexTime {
  const ago = lag === 0 ? "" : `${direction === "forward" ? "-" : "+"}${lag}`;
  switch (time) {
    case "t":
    case "i":
      return { below: `${time}${ago}` };
    case "⟨t⟩ of the past":
      return lag === 0 ? {} : { above: `\\langle t${ago}\\rangle` };
    case "⟨t⟩":
      return { above: `\\langle t${ago}\\rangle` };
    default:
      return time satisfies never;
  }
}
