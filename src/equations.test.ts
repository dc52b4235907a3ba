/** Above the layers, since equations are printed in `model` and typeset from `ui` up. */
import katex from "katex";
import { expect, test } from "vitest";
import { cells } from "./cells/index.ts";
import { everyCell, stackOf } from "./model/networks.ts";
import { notationIds } from "./model/notation.ts";
import { scansOf } from "./model/plan.ts";
import { texEquations, texShapes } from "./model/print/tex.ts";

test.each(everyCell.map((each) => [each.name, each] as const))(
  "KaTeX sets every equation and symbol of %s",
  (_, each) => {
    const [scan] = scansOf(stackOf([each]));
    if (!scan) throw new Error("a stack of one layer has one scan");
    const lines = notationIds.flatMap((notation) =>
      [...texEquations(scan, { notation }), ...texShapes(scan, { notation }, cells[each.cell].words)].map(
        ({ tex }) => tex,
      ),
    );
    expect(lines.length).toBeGreaterThan(3 * notationIds.length);
    for (const line of lines)
      expect(katex.renderToString(line, { throwOnError: true, strict: "error", output: "mathml" })).toContain(
        "<math",
      );
  },
);
