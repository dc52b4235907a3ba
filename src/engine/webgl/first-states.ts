/** Learned first states: written before the first step, and what reaches them gathered after it. One pass a state each. */
import { indices } from "./counting.ts";
import type { LayerLayout } from "./layer-layout.ts";
import { LayerPrinter, zeros } from "./layer-printer.ts";
import { orPadding, overBeginnings, withinText } from "./padding.ts";
import { pulledFromLater } from "./pulls.ts";
import type { ProgramText, TextureUse } from "./text.ts";

const sum = (j: number): string => `s${j}`;
/** Four units a fragment. */
const quad = { perFragment: 4 };

class FirstStatePrinter extends LayerPrinter {
  constructor(
    layer: LayerLayout,
    private readonly state: string,
  ) {
    super(layer);
  }

  values(): ProgramText {
    const { layer, state } = this;
    const { cell, scan } = layer;
    const phase = layer.phaseAt(cell.savedByName(state).phase);
    const row = cell.perUnit.length + scan.states.indexOf(state);
    const values = phase.units.map((j) => `out${j} = ${orPadding(layer, this.unitRowText(phase, row, j))};`);
    // Drawn as step 0: a backward strand that comes to padding there has its first states further on.
    const body = [this.stepPlace(phase), withinText(this), ...values].join("\n");
    return this.print(phase.perFragment, body);
  }

  gradient(): ProgramText {
    const place = `int m = x / z_Q, g = x - m * z_Q, b = y; ${this.direction}`;
    const lines = this.layer.beginsInPadding
      ? [
          place,
          ...indices(4).map((j) => `out${j} = vec4(0.0);`),
          overBeginnings(this, (ring) =>
            [
              ...this.gathered(ring),
              ...indices(4).map((j) => `out${j} = mix(out${j}, ${sum(j)}, here);`),
            ].join("\n"),
          ),
        ]
      : [
          // No draw call can begin at a vertex below 0, so the step is not that of the call.
          "int step = -1;",
          place,
          ...this.gathered(),
          ...indices(4).map((j) => `out${j} = ${sum(j)};`),
        ];
    return this.print(4, lines.join("\n"));
  }

  /** @param ring the texture of the step that receives, where that is no constant */
  private gathered(ring?: number): readonly string[] {
    const { state, layer } = this;
    const useOf = (phase: number, lag: number): TextureUse =>
      ring === undefined
        ? { of: "kept", phase, offset: lag }
        : { of: "keptRing", phase, ring: (ring + lag) % layer.ring };
    return [
      zeros(indices(4).map(sum)),
      ...pulledFromLater(this, quad, state, sum, useOf),
      ...layer.cell.carries.flatMap(({ state: to, lag, node }) => {
        const at = layer.cell.keptAt(node);
        if (to !== state || !at) return [];
        const use = useOf(at.phase, lag);
        return indices(4).map(
          (j) => `${this.unlessCut(lag)}${sum(j)} += ${this.planeText("kept", quad, at, lag, j, use)};`,
        );
      }),
    ];
  }
}

/**
 * The plane of a state before the step that a strand comes to first, the same for all sequences. Drawn over the rows of the step
 * before the first.
 */
export const firstStateProgram = (layer: LayerLayout, state: string): ProgramText =>
  new FirstStatePrinter(layer, state).values();

/** ∂L/∂ that state: as a step before the first would receive it. */
export const firstGradientProgram = (layer: LayerLayout, state: string): ProgramText =>
  new FirstStatePrinter(layer, state).gradient();
