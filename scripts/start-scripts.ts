/** Which scripts of the built page load before the untrained states can be drawn, read off the files themselves. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

/** Most kilobytes of such scripts after gzip; docs/decisions/0016 says why. */
export const mostStartKilobytes = { page: 180, worker: 70 } as const;

export interface StartScripts {
  /** Names of files in `dist/assets`. */
  readonly page: readonly string[];
  readonly worker: readonly string[];
}

const imported = (pattern: RegExp, code: string): string[] =>
  [...code.matchAll(pattern)].map((match) => match[1] ?? "");

/**
 * The page's entry and the trainer's worker with all that they import at once, the worker's body, and the engine that
 * starts. @throws Error if the build is shaped otherwise
 */
export function startScripts(dist: string): StartScripts {
  const assets = join(dist, "assets");
  const code = (name: string) => readFileSync(join(assets, name), "utf8");
  const found = new Set<string>();
  const add = (name: string): void => {
    if (found.has(name)) return;
    found.add(name);
    for (const next of imported(/(?:from|import)\s*["'`]\.\/([\w.-]+\.js)["'`]/g, code(name))) add(next);
  };
  const one = (what: string, names: readonly string[]): string => {
    const [name, ...more] = new Set(names);
    if (name === undefined || more.length > 0)
      throw new Error(`dist has ${names.length} of ${what}: ${names.join(", ")}`);
    return name;
  };
  const html = readFileSync(join(dist, "index.html"), "utf8");
  for (const name of imported(/<script[^>]+src="[^"]*assets\/([\w.-]+\.js)"/g, html)) add(name);
  const page = [...found];
  const all = readdirSync(assets);
  const workers = page.flatMap((name) =>
    all.filter((file) => /^worker-(?!body)[\w-]+\.js$/.test(file) && code(name).includes(file)),
  );
  const worker = one("workers that the page starts with", workers);
  add(worker);
  const body = one("bodies of its worker", imported(/import\(["'`]\.\/([\w.-]+\.js)["'`]\)/g, code(worker)));
  add(body);
  const lazy = imported(/import\(["'`]\.\/([\w.-]+\.js)["'`]\)/g, code(body));
  add(
    one(
      "engines that it starts with",
      lazy.filter((name) => name.startsWith("create-")),
    ),
  );
  return { page, worker: [...found].filter((name) => !page.includes(name)) };
}

/** After gzip, in units of 1000 bytes. */
export const gzipKilobytes = (dist: string, names: readonly string[]): number =>
  names.reduce(
    (sum, name) => sum + gzipSync(readFileSync(join(dist, "assets", name)), { level: 9 }).length,
    0,
  ) / 1000;
