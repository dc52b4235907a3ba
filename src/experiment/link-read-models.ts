import { type ArchitectureKind, architectures } from "../architectures/index.ts";
import { type CellKind, cells } from "../cells/index.ts";
import { type Formed, phrase } from "../lib/phrase.ts";
import { quote } from "../lib/quote.ts";
import { type KindOf, kindIn, unknownKind } from "./check.ts";
import { architectureDefaults, plainLayer } from "./link-defaults.ts";
import { modelPath } from "./paths.ts";
import { type LayerSpec, type ModelSpec, maxLayers, maxModels } from "./spec.ts";
import { v1 } from "./versions/v1.ts";

/** The models of a link: which cells, architectures and layers it names. Their settings are read afterwards, like all others. */

export type Report = (path: string, message: Formed) => void;

/** Takes an entry out of those that are still to be read. */
export function take(entries: Map<string, string>, key: string): string | undefined {
  const value = entries.get(key);
  entries.delete(key);
  return value;
}

export function readKind<K extends string>(
  entries: Map<string, string>,
  key: string,
  what: KindOf,
  catalog: { readonly [k in K]: unknown },
  fallback: K,
  report: Report,
): K {
  const written = take(entries, key);
  const kind = written === undefined ? fallback : kindIn(catalog, written);
  if (kind === undefined)
    report(
      key,
      phrase`${unknownKind(what, catalog, written)}. ${quote(fallback)} is shown instead; choose another by hand.`,
    );
  return kind ?? fallback;
}

/** A list of cells; `undefined` stands where one is unknown, so that the indices of the others keep their meaning. */
function readCells(
  key: string,
  written: string,
  limit: number,
  of: "race" | "model",
  report: Report,
): (CellKind | undefined)[] | undefined {
  const names = written.split(",");
  if (written === "" || names.length > limit) {
    const count = written === "" ? phrase`no` : names.length;
    const whole = quote(`${key}=${written}`);
    report(
      key,
      of === "race"
        ? phrase`${whole} lists ${count} cells; a race has 1 to ${limit}. It was left out.`
        : phrase`${whole} lists ${count} cells; a model has 1 to ${limit}. It was left out.`,
    );
    return undefined;
  }
  return names.map((name) => {
    const cell = kindIn(cells, name);
    if (!cell) report(key, phrase`${unknownKind("cell", cells, name)}. It was left out.`);
    return cell;
  });
}

/** The cells of the models' first layers; undefined for one that is unknown. */
function readFirstCells(entries: Map<string, string>, report: Report): readonly (CellKind | undefined)[] {
  const standard = v1.models as readonly CellKind[];
  const written = take(entries, "models");
  const listed = written === undefined ? standard : readCells("models", written, maxModels, "race", report);
  return listed?.some((cell) => cell !== undefined) ? listed : standard;
}

/** The layers of a part, at their defaults. @param first cell of the model, which is the part's if the link names none */
function readPart(
  entries: Map<string, string>,
  key: string,
  first: CellKind,
  isFirst: boolean,
  report: Report,
): readonly LayerSpec[] {
  const written = take(entries, key);
  const found = written === undefined ? [first] : readCells(key, written, maxLayers, "model", report);
  if (!found || found.includes(undefined)) return [plainLayer(first)];
  const isOther = isFirst && found[0] !== first;
  if (isOther)
    report(
      key,
      phrase`${quote(`${key}=${written}`)} begins with another cell than “models” (${quote(first)}); it was left out.`,
    );
  return (isOther ? [first] : (found as CellKind[])).map(plainLayer);
}

/** The models with their layers at their defaults; one whose cell is unknown has no layers. */
export function readModels(entries: Map<string, string>, report: Report): readonly ModelSpec[] {
  const standard = v1.architecture as ArchitectureKind;
  const common = readKind(
    entries,
    modelPath("*", "architecture"),
    "architecture",
    architectures,
    standard,
    report,
  );
  return readFirstCells(entries, report).map((first, m) => {
    const architecture = readKind(
      entries,
      modelPath(m, "architecture"),
      "architecture",
      architectures,
      common,
      report,
    );
    const parts = architectures[architecture].parts.map(({ name }, p) => {
      const key = modelPath(m, name);
      if (first !== undefined) return [name, readPart(entries, key, first, p === 0, report)] as const;
      take(entries, key);
      return [name, []] as const;
    });
    return { architecture, values: architectureDefaults(architecture), parts: Object.fromEntries(parts) };
  });
}
