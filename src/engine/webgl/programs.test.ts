import { expect, test } from "vitest";
import { everyCell, everyReach, smallRequest, stackOf } from "../../model/networks.ts";
import { type Geometry, geometryOf } from "./geometry.ts";
import { gradientProgram } from "./gradient.ts";
import { logitsProgram, readoutGradientProgram } from "./readout.ts";
import { backwardProgram, downProgram, pullProgram } from "./scan-backward.ts";
import { forwardProgram } from "./scan-forward.ts";
import type { ProgramText } from "./text.ts";

/** Textures that a fragment program may read on every WebGL2 device: MAX_TEXTURE_IMAGE_UNITS is 16 at least. */
const most = 16;

/** The programs of a geometry that read rings of textures. */
const programsOf = (g: Geometry): readonly ProgramText[] => [
  logitsProgram(g),
  readoutGradientProgram(g),
  ...g.scans.flatMap((s) => [
    ...(s.scan.from === "x" ? [] : [downProgram(g, s)]),
    ...s.cell.states.map((state) => pullProgram(g, s, state)),
    ...s.phases.flatMap((phase) => [
      gradientProgram(g, s, phase),
      ...phase.savedDraws.map((draw) => forwardProgram(g, s, phase, draw)),
      ...phase.keptDraws.map((draw) => backwardProgram(g, s, phase, draw)),
    ]),
  ]),
];

const rings = (cell: "state-skip" | "higher-order", options: object) =>
  geometryOf(stackOf([{ cell, options: { ...options } }]), 1, { drawBuffers: 8, isWide: false }).scans[0]
    ?.ring;

test("a ring is no longer than it must be for no step to read what it writes", () => {
  expect(Array.from({ length: 15 }, (_, i) => rings("state-skip", { skip: i + 2 }))).toEqual([
    ...[3, 2, 3, 2, 4, 2, 3, 2, 3, 2, 5, 2, 3, 2, 3],
  ]);
  expect([2, 3, 4].map((order) => rings("higher-order", { order }))).toEqual([3, 4, 5]);
});

/** The longest rings: a layer below one of these. */
const deep: typeof everyCell = [
  { cell: "higher-order", options: { order: 4 }, name: "" },
  { cell: "state-skip", options: { skip: 12 }, name: "" },
];

const bothWays = ({ cell, options }: (typeof everyCell)[number]) => ({
  cell,
  options: { ...options, bidirectional: true },
  name: `${cell}, both ways`,
});

test.each([4, 8])(
  "no cell reads more textures than every device has, with %i draw buffers",
  (drawBuffers) => {
    for (const each of [...everyCell, ...everyReach, ...deep])
      for (const below of [undefined, each, ...deep, bothWays(each), ...deep.map(bothWays)]) {
        const own = below?.options.bidirectional ? bothWays(each) : each;
        const plan = stackOf(below ? [below, own] : [own], { ...smallRequest, steps: 20 }, 9);
        for (const isWide of [false, true])
          for (const { samplers } of programsOf(geometryOf(plan, 1, { drawBuffers, isWide })))
            expect(samplers.length, each.name).toBeLessThanOrEqual(most);
      }
  },
  // Prints some thousand programs.
  60_000,
);
