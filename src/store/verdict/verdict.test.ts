import { describe, expect, test } from "vitest";
import { type CellKind, cells } from "../../cells/index.ts";
import { withValues } from "../../experiment/describe.ts";
import { inEnglish } from "../../lib/phrase.ts";
import { cases, facts, far, model, near, none, solved, specOf, stuck } from "../../testing/verdict-cases.ts";
import { verdict as english } from "../../text/en/verdict.ts";
import type { Facts, ModelFacts } from "./facts.ts";
import { editsShown, nextEdits, nextRate } from "./next.ts";
import { plainText, sentencesOf } from "./sentences.ts";

test.each(cases)("$what", ({ facts, spec, says, next }) => {
  expect(sentencesOf(english, facts).map((sentence) => plainText(english, sentence))).toEqual(says);
  expect(nextEdits(english, inEnglish, facts, spec).map(({ label }) => label)).toEqual(next);
});

describe("whatever the facts", () => {
  const standings: readonly ((name: string) => ModelFacts)[] = [
    (name) => solved(name, 123_456, near),
    (name) => stuck(name, far),
    (name) => model(name, { norm: { median: 1e-9, largest: 1e12 } }),
    (name) => model(name, { fall: null, norm: null, best: null, metric: null }),
    (name) => model(name, { heldOut: Number.NaN, training: Number.NaN, metric: Number.NaN }),
  ];
  const endings: readonly Partial<Facts>[] = [
    {},
    none,
    { ending: "paused", update: 1_234_567, evaluatedAt: 1_234_560 },
    { evaluatedAt: 0 },
    {
      ending: "diverged",
      diverged: { model: "RNN", update: 123_456, gradientNorm: Number.POSITIVE_INFINITY },
    },
  ];
  const names = ["RNN", "LSTM", "GRU", "MGU"];
  const kinds = ["simple", "lstm", "gru", "mgu"] as const;
  const every = [1, 2, 3, 4].flatMap((count) =>
    standings.flatMap((_, s) =>
      endings.flatMap((ending) =>
        (
          [
            "temporal-order",
            "adding",
            "copy-memory",
            "sine",
            "co2",
            "sonnets",
            "hello",
            "table",
            "text",
          ] as const
        ).map((task) => ({
          facts: facts(
            names
              .slice(0, count)
              .map((name, m) => (standings[(s + m) % standings.length] as (n: string) => ModelFacts)(name)),
            ending,
          ),
          spec: specOf(kinds.slice(0, count), task),
        })),
      ),
    ),
  );

  test("there are one or two sentences of bounded length, each part of which points at a panel", () => {
    for (const { facts } of every) {
      const sentences = sentencesOf(english, facts);
      expect(sentences.length).toBeGreaterThan(0);
      expect(sentences.length).toBeLessThanOrEqual(2);
      const text = sentences.map((sentence) => plainText(english, sentence)).join(" ");
      expect(text).toMatch(/^[\p{Lu}\d].*\.$/u);
      expect(text).not.toMatch(/undefined|null|NaN|Infinity|…/);
      expect(text.length).toBeLessThan(360);
      for (const { at } of sentences.flat())
        expect(["loss", "gradient-norm", "gradient-flow"]).toContain(at.panel);
    }
  });

  test("three edits of one setting each are offered, which the experiment has and which change it", () => {
    for (const { facts, spec } of every) {
      const edits = nextEdits(english, inEnglish, facts, spec);
      expect(edits).toHaveLength(editsShown);
      expect(new Set(edits.map(({ path }) => path)).size).toBe(editsShown);
      for (const { path, value } of edits) expect(withValues(spec, { [path]: value })).not.toEqual(spec);
    }
  });

  test("no cell is offered a setting that means nothing to it", () => {
    for (const kind of Object.keys(cells) as CellKind[])
      for (const edit of nextEdits(english, inEnglish, facts([stuck("one", far)]), specOf([kind])))
        expect(kind === "embedding" && /recurrent/.test(edit.path)).toBe(false);
  });
});

test("learning rates go up and down by factors of three", () => {
  expect([0.003, 0.1, 0.01, 0.0025, 0.5].map((rate) => nextRate(rate, true))).toEqual([
    0.01, 0.3, 0.03, 0.003, 1,
  ]);
  expect([0.003, 0.1, 0.01, 0.0025, 0.5].map((rate) => nextRate(rate, false))).toEqual([
    0.001, 0.03, 0.003, 0.001, 0.3,
  ]);
});

test("no sequence is made shorter than the shortest one", () => {
  const spec = specOf(["simple"], "temporal-order", { "task.shortest": 30 });
  expect(
    nextEdits(english, inEnglish, facts([stuck("RNN", far)]), spec).map(({ path }) => path),
  ).not.toContain("task.length");
});
