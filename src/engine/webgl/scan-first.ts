/** Learned first states: written before the first step, and what reaches them gathered after it. One draw a state each. */
import type { Geometry, ScanGeometry } from "./geometry.ts";
import { pulledText } from "./scan-backward.ts";
import { beginsInPadding, orPadding, overBeginnings, withinText } from "./scan-padding.ts";
import {
  isTwo,
  phaseAt,
  planeText,
  scanSizes,
  stepPlace,
  unitRowText,
  units,
  unlessCut,
  zeros,
} from "./scan-text.ts";
import { indices, ProgramBuilder, type ProgramText, type TextureUse } from "./text.ts";

/** States of a layer whose first values are parameters. */
export const learnedStates = ({ scan }: Pick<ScanGeometry, "scan">): readonly string[] =>
  scan.first.kind === "learned" ? scan.states : [];

/** The plane of a state before the step that a strand comes to first, the same in every lane. Drawn over the rows of the step before the first. */
export function firstStateProgram(g: Geometry, s: ScanGeometry, state: string): ProgramText {
  const program = new ProgramBuilder();
  const phase = phaseAt(s, s.cell.savedByName(state).phase);
  const row = s.cell.perUnit.length + s.scan.states.indexOf(state);
  const values = units(phase).map(
    (j) => `out${j} = ${orPadding(s, unitRowText(program, s, phase, row, j))};`,
  );
  // Drawn as step 0: a backward strand that comes to padding there has its first states further on.
  const body = [stepPlace(s, phase, phase.texels), withinText(program, s), ...values].join("\n");
  return program.program([...scanSizes(g, s, 4).keys()], phase.perFragment, body);
}

/** ∂L/∂ that state, four units a fragment: as a step before the first would receive it. */
export function firstGradientProgram(g: Geometry, s: ScanGeometry, state: string): ProgramText {
  const program = new ProgramBuilder();
  const name = (j: number) => `s${j}`;
  const quad = { perFragment: 4 };
  const place = `int m = x / z_Q, g = x - m * z_Q, b = y; ${isTwo(s) ? "int d = m % 2;" : ""}`;
  /** @param ring the texture of the step that receives, where that is no constant */
  const gathered = (ring?: number): readonly string[] => {
    const keptAt = (phase: number, lag: number): TextureUse =>
      ring === undefined
        ? { of: "kept", phase, offset: lag }
        : { of: "keptRing", phase, ring: (ring + lag) % s.ring };
    const lines = [zeros(indices(4).map(name))];
    for (const from of s.phases)
      from.lowered.sources.forEach(({ source, lag, gates }, i) => {
        if (source !== state || lag === 0) return;
        lines.push(pulledText(program, s, quad, from, i, gates, lag, name, (phase) => keptAt(phase, lag)));
      });
    for (const { state: to, lag, node } of s.cell.carries) {
      const at = s.cell.keptAt(node);
      if (to !== state || !at) continue;
      const use = keptAt(at.phase, lag);
      for (const j of indices(4))
        lines.push(
          `${unlessCut(s, lag)}${name(j)} += ${planeText("kept", program, s, quad, at, lag, j, use)};`,
        );
    }
    return lines;
  };
  const lines = beginsInPadding(s)
    ? [
        place,
        ...indices(4).map((j) => `out${j} = vec4(0.0);`),
        overBeginnings(program, s, (ring) =>
          [...gathered(ring), ...indices(4).map((j) => `out${j} = mix(out${j}, ${name(j)}, here);`)].join(
            "\n",
          ),
        ),
      ]
    : // No draw can begin at a vertex below 0, so the step is not that of the draw.
      ["int step = -1;", place, ...gathered(), ...indices(4).map((j) => `out${j} = ${name(j)};`)];
  return program.program([...scanSizes(g, s, 4).keys()], 4, lines.join("\n"));
}
