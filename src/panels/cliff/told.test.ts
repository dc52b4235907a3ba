import { expect, test } from "vitest";
import { cliff as words } from "../../text/en/cliff.ts";
import { cliffTable, toldClipped, toldFree } from "./told.ts";
import { clipNorm, defaultRate, defaultStart, descend, outcomeOf, type Weights } from "./toy.ts";

const told = (start: Weights, rate: number) => ({
  free: toldFree(words, outcomeOf(descend(start, rate))),
  clipped: toldClipped(words, outcomeOf(descend(start, rate, clipNorm))),
});

test("the default start is told with its update, its gradient and both losses", () => {
  expect(told(defaultStart, defaultRate)).toEqual({
    free: {
      words:
        "meets the wall at update 17, gradient 24.7, and is thrown off the map: its loss stays at 0.0899",
      numbers: ["24.7"],
    },
    clipped: {
      words: "same wall, same direction, a shorter move: it comes down along the edge to loss 0.00105",
      numbers: ["0.00105"],
    },
  });
});

test("where nothing happens, that is said", () => {
  const { free, clipped } = told(defaultStart, 0.02);
  expect(free.words).toMatch(
    /^meets no wall in 60 updates: no gradient above 0\.\d+, loss 0\.\d+ at the end$/,
  );
  expect(clipped.words).toBe("no gradient is above 0.4: nothing to clip, and the path is the same");
});

test("every start and rate has its sentence, with numbers that stand in it", () => {
  const seen = new Set<string>();
  for (let w = 4.1; w < 4.95; w += 0.05)
    for (let b = -2.98; b < -2.08; b += 0.05)
      for (const rate of [0.02, 0.1, 0.2, 0.5, 1]) {
        const both = told({ w, b }, rate);
        for (const { words: said, numbers } of Object.values(both)) {
          expect(said).not.toMatch(/NaN|undefined|–/);
          for (const number of numbers) expect(said).toContain(number);
          seen.add(said.replace(/\d[\d.,·⁰¹²³⁴-⁹⁻]*/g, "#"));
        }
      }
  // Each of both kinds of sentences is one that the numbers can lead to.
  expect([...seen].sort()).toHaveLength(Object.keys(words.said).length);
});

test("the table has both descents, a row per update", () => {
  const table = cliffTable(
    words,
    descend(defaultStart, defaultRate),
    descend(defaultStart, defaultRate, clipNorm),
  );
  expect(table.rows).toHaveLength(61);
  expect(table.header).toHaveLength(9);
  expect(table.rows[0]?.slice(0, 3)).toEqual([0, 4.533, -2.892]);
});
