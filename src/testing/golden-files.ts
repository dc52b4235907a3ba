/** For tests and scripts in Node: the reference values of e2e/golden, or of the folder that GOLDEN_DIR names. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { completeGolden, type Golden, readGolden } from "./golden.ts";

export interface GoldenFile {
  readonly name: string;
  /** Parsed and complete, as `readGolden` wants it. */
  readonly json: unknown;
  readonly golden: Golden;
}

/** Every file of the folder by name. */
export function goldenFiles(): readonly GoldenFile[] {
  const folder = process.env.GOLDEN_DIR ?? join(import.meta.dirname, "../../e2e/golden");
  const names = readdirSync(folder)
    .filter((name) => name.endsWith(".json"))
    .sort();
  const parsed = (name: string): unknown =>
    names.includes(name) ? JSON.parse(readFileSync(join(folder, name), "utf8")) : undefined;
  return names.map((name) => {
    const json = completeGolden(parsed(name), parsed);
    return { name, json, golden: readGolden(name, json) };
  });
}

/** Those of the files whose values a machine computes, by name: all but those that were skipped. */
export const comparableFiles = (files = goldenFiles()) =>
  files.flatMap(({ name, golden }) => (golden.kind === "skipped" ? [] : [[name, golden] as const]));
