// @vitest-environment happy-dom
import { expect, test } from "vitest";
import { listedTrainingFields } from "../experiment/training-fields.ts";
import { panels } from "../panels/index.ts";
import { tasks } from "../tasks/index.ts";
import { helpDialog } from "../text/en/help-dialog.ts";

const { glossary, panels: told } = helpDialog;
const terms = glossary.map(([term]) => term.toLowerCase());
const explains = (term: string) =>
  terms.some((one) => one.split(", ").some((name) => name === term.toLowerCase()));

test.each(panels.map((panel) => [panel.id, panel] as const))("%s has help", (_, { help }) => {
  for (const text of [told[help].sentence, told[help].lookFor]) {
    expect(text).toMatch(/^\p{Lu}[^\n]{30,200}\.$/u);
    // A sentence or two: more belongs to the documents.
    expect(text.match(/[.?](?= |$)/g)?.length).toBeLessThanOrEqual(2);
  }
});

test("help exists for registered panels only", () => {
  expect(Object.keys(told).sort()).toEqual(panels.map(({ help }) => help).sort());
});

test("the glossary is in alphabetical order, each term once", () => {
  expect(terms).toEqual([...new Set(terms)].sort((a, b) => a.localeCompare(b, "en")));
  for (const [, meaning] of glossary) expect(meaning).toMatch(/^[\p{Lu}\d].*\.$/u);
});

test.each([
  ...[
    "nats",
    "held out",
    "clip",
    "solved",
    "time step",
    "update",
    "batch",
    "epoch",
    "hidden state",
    "cell state",
  ],
  ...[
    "gate",
    "forget gate",
    "gradient norm",
    "gradient share",
    "perplexity",
    "baseline",
    "chance",
    "seed",
    "loss",
  ],
  ...[
    "optimizer",
    "learning rate",
    "unit",
    "parameters",
    "weights",
    "dropout",
    "horizon",
    "temperature",
    "engine",
  ],
])("the glossary explains “%s”", (term) => {
  expect(explains(term)).toBe(true);
});

test("every loss and every training setting that a beginner sees is a term of the glossary", () => {
  for (const { lossLabel } of Object.values(tasks)) {
    const [loss = "", unit = ""] = lossLabel.split(", ");
    expect(explains(loss)).toBe(true);
    if (unit.startsWith("nats")) expect(explains("nats")).toBe(true);
  }
  for (const { label } of [
    listedTrainingFields.batchSize,
    listedTrainingFields.clipNorm,
    listedTrainingFields.seed,
  ])
    expect(explains(label)).toBe(true);
});
