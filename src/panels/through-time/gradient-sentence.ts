import { formatNorm } from "../../lib/format.ts";
import type { en } from "../../text/en.ts";
import type { Words } from "../../text/language.ts";
import { type GradientMode, shareOf } from "../gradient-scale.ts";

export interface Reach {
  readonly name: string;
  /** ‖∂L/∂s_t‖ by state, the one shown first. */
  readonly norms: readonly Float32Array[];
}

export interface Sentence {
  readonly name: string;
  readonly text: string;
}

/** Where the loss is read, and whether what comes first is a letter. At every step: step 1 has a loss of its own. */
export interface Reading {
  readonly everyStep: boolean;
  readonly letters: boolean;
}

/** Under this share, what the first steps send back is lost beside the rounding of what the last steps send. */
const tooLittle = 1e-6;
const muchMore = 10;

/**
 * What the strip shows, in a sentence: of the model whose first step gets least, or of one whose gradient grows. "Too
 * little" is said only if it holds for every path, that through the cell state included.
 */
export function gradientSentence(
  say: Words<typeof en.panels.throughTime.say>,
  reaches: readonly Reach[],
  mode: GradientMode,
  update: number,
  reading: Reading,
): Sentence | null {
  const shares = reaches.flatMap(({ name, norms }) => {
    const shown = norms[0];
    const share = shown ? shareOf(shown, 0) : Number.NaN;
    if (!shown || Number.isNaN(share)) return [];
    return [
      {
        name,
        share,
        norm: shown[0] as number,
        most: Math.max(...norms.map((other) => shareOf(other, 0) || 0)),
      },
    ];
  });
  const rising = [...shares].sort((a, b) => a.share - b.share);
  const [least, largest] = [rising[0], rising.at(-1)];
  if (!least) return null;
  if (mode === "absolute") return { name: least.name, text: say.norm(formatNorm(least.norm)) };
  const value = formatNorm(least.share);
  if (reading.everyStep) return { name: least.name, text: say.ofLast(value) };
  if (least.most < tooLittle) {
    if (update === 0) return { name: least.name, text: say.before(value) };
    return { name: least.name, text: reading.letters ? say.tooLittleLetter(value) : say.tooLittle(value) };
  }
  if (largest && largest.share > muchMore)
    return { name: largest.name, text: say.grows(formatNorm(largest.share)) };
  return { name: least.name, text: say.reaches(value) };
}
