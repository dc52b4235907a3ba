/**
 * The layer table of the project, held by the import graph itself. Each row says which layers a layer may import; siblings and
 * plugins are islands; a few packages belong to a few layers. Static imports, type-only ones, `export … from`, literal
 * dynamic imports and `new URL("…", import.meta.url)` all count.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize, relative, sep } from "node:path";
import { expect, test } from "vitest";

const ROOT = join(import.meta.dirname, "..");

const CATALOGS = ["cells", "architectures", "tasks", "optimizers", "initializers"];
const UP_TO_MODEL = ["lib", "own-data", ...CATALOGS, "experiment", "model"];
/** What the page sees of a layer that lives in a worker; the rest of it, and the engine, stay there. */
const FACES: Readonly<Record<string, readonly string[]>> = {
  // The file of a snapshot is read and written where it is kept; it knows no engine.
  trainer: ["src/trainer/protocol.ts", "src/trainer/client.ts", "src/trainer/snapshot-file.ts"],
  "device-page": ["src/device-page/protocol.ts", "src/device-page/client.ts"],
  examiner: ["src/examiner/protocol.ts", "src/examiner/client.ts"],
  // What a lab is and what its runs came to is the page's as well; the runs are made in workers.
  lab: ["src/lab/lab.ts", "src/lab/results.ts", "src/lab/protocol.ts", "src/lab/client.ts"],
};
const UP_TO_STORE = [...UP_TO_MODEL, "trainer", "examiner", "lab", "store", "text", "ui"];

/** Layer → layers it may import, itself aside. "main" is src/main.tsx. */
const LAYERS: Readonly<Record<string, readonly string[]>> = {
  lib: [],
  text: ["lib"],
  ui: ["lib", "text"],
  cells: ["lib"],
  // How layers are put together, whatever their cells are.
  architectures: ["lib"],
  // Text and tables that people bring: what they are, and how they are read.
  "own-data": ["lib"],
  tasks: ["lib", "own-data"],
  optimizers: ["lib"],
  initializers: ["lib"],
  experiment: ["lib", "own-data", ...CATALOGS],
  model: ["lib", ...CATALOGS, "experiment"],
  engine: UP_TO_MODEL,
  trainer: [...UP_TO_MODEL, "engine"],
  // The worker behind ?page=device: checks and times engines. Beside the trainer, and unknown to it; its React is in app.
  "device-page": [...UP_TO_MODEL, "engine"],
  // The worker behind instruments: float64 from weights alone. It samples sequences as the trainer does; no engine.
  examiner: [...UP_TO_MODEL, "trainer"],
  // One experiment from many seeds: its runs are the trainer's own, each in a worker on SIMD or in a thread of Node.
  lab: [...UP_TO_MODEL, "engine", "trainer"],
  store: [...UP_TO_MODEL, "trainer", "examiner", "lab", "text"],
  panels: UP_TO_STORE,
  lessons: UP_TO_STORE,
  // What fills main: panels put together.
  views: [...UP_TO_STORE, "panels"],
  app: [...UP_TO_STORE, "panels", "views", "lessons", "device-page"],
  // Support that only tests import: testbeds, random experiments, cases.
  testing: [...UP_TO_STORE, "engine"],
  // Puts the pieces together and mounts them.
  main: ["store", "text", "ui", "app"],
};
const ABOVE_WORKERS = ["store", "panels", "lessons", "views", "app", "main"];

/** Folders of plugins: src/<kind>/<plugin>/ never reaches another one; only the registry src/<kind>/index.ts lists them. */
const KINDS = [...CATALOGS, "panels", "views", "lessons"];

/** A folder of what several plugins of a kind are made of: the time axis and what is drawn over it. */
const SHARED = ["panels/time"];

const PACKAGES: readonly { name: RegExp; layers: readonly string[] }[] = [
  { name: /^@tensorflow\//, layers: ["engine"] },
  {
    name: /^(react|react-dom|lucide-react)(\/|$)/,
    layers: ["ui", "store", "panels", "lessons", "views", "app", "main"],
  },
  { name: /^katex(\/|$)/, layers: ["ui", "panels", "lessons", "app"] },
  { name: /^idb$/, layers: ["store"] },
  { name: /^(recharts|zustand)(\/|$)/, layers: ["store", "panels", "lessons", "views", "app", "testing"] },
];

/** What no file of the page may import. */
const forTests = /^(vitest|fast-check)(\/|$)/;

interface Import {
  readonly from: string;
  /** A path from the root for our own files, else the package's name. */
  readonly to: string;
}

const layerOf = (file: string): string | undefined => {
  const [top, layer, ...rest] = file.split("/");
  if (top !== "src" || layer === undefined) return undefined;
  if (rest.length > 0) return layer in LAYERS ? layer : undefined;
  return layer === "main.tsx" ? "main" : undefined;
};

const pluginOf = (file: string): string | undefined => {
  const [, kind = "", plugin, ...rest] = file.split("/");
  const name = `${kind}/${plugin}`;
  return KINDS.includes(kind) && rest.length > 0 && !SHARED.includes(name) ? name : undefined;
};

/** One sentence for each import that breaks a rule. */
function breaches(imports: readonly Import[]): string[] {
  return imports.flatMap(({ from, to }) => {
    const say = (why: string) => [`${from} imports ${to}: ${why}`];
    const layer = layerOf(from);
    if (layer === undefined) return []; // a test at the top of src, reported elsewhere if it is no test
    if (!to.startsWith("src/")) {
      const rule = PACKAGES.find(({ name }) => name.test(to));
      if (forTests.test(to) && !isTest(from) && layer !== "testing")
        return say("only tests and their support may");
      return rule && !rule.layers.includes(layer) ? say(`only ${rule.layers.join(", ")} may`) : [];
    }
    const target = layerOf(to);
    if (target === undefined) return say("it is in no layer");
    if (from.startsWith("src/experiment/versions/") && !to.startsWith("src/experiment/versions/")) {
      return say("a version of the link format is frozen and imports nothing but its neighbours");
    }
    if (target === "testing" && layer !== target) return isTest(from) ? [] : say("only tests may");
    if (layer !== target) {
      if (!LAYERS[layer]?.includes(target)) return say(`${layer} may not import ${target}`);
      const face = FACES[target];
      if (face && ABOVE_WORKERS.includes(layer) && !face.includes(to)) {
        return say(
          "from the store up only a worker's protocol and client are seen, and the file of a snapshot",
        );
      }
      return [];
    }
    const [own, other] = [pluginOf(from), pluginOf(to)];
    const isRegistry = from.split("/").length === 3 && /\/index(\.test)?\.tsx?$/.test(from);
    if (other !== undefined && own !== other && !isRegistry && !isTest(from)) {
      return say("a plugin is an island, and only the registry (index.ts) lists the plugins of its kind");
    }
    return [];
  });
}

const isTest = (file: string) => /\.test\.tsx?$/.test(file);

/**
 * Blanks comments, template text and regular expressions, and replaces each string by its number, so that an import inside
 * a comment or a string is none.
 */
function tokens(source: string): { code: string; strings: readonly string[] } {
  const strings: string[] = [];
  const pattern =
    /\/\*[\s\S]*?\*\/|\/\/[^\n]*|(["'])((?:\\.|(?!\1)[^\\\n])*)\1|`(?:\\[\s\S]|[^`\\])*`|(?<=[(,=:[!&|?;+*]\s*)\/(?:\\.|\[(?:\\.|[^\]\n\\])*\]|[^/\n\\[])+\//g;
  const code = source.replace(pattern, (match, quote: string | undefined, text: string | undefined) => {
    if (quote !== undefined) return `"${strings.push(text ?? "") - 1}"`;
    // A template's expressions may import; such an import cannot be read, and is refused.
    return match.startsWith("`") && /\$\{[^}]*\bimport\s*\(/.test(match) ? "import(" : " ";
  });
  return { code, strings };
}

/** The specifiers of one file; "?" stands for a dynamic import or glob that cannot be read off the source. */
function specifiers(source: string): string[] {
  const { code, strings } = tokens(source);
  const literal = (pattern: RegExp) =>
    [...code.matchAll(pattern)].map((match) =>
      match[1] === undefined ? "?" : (strings[Number(match[1])] ?? "?"),
    );
  return [
    ...literal(/\b(?:import|export)\b[^"();=]*?\bfrom\s*"(\d+)"/g),
    ...literal(/\bimport\s*"(\d+)"/g),
    ...literal(/\bimport\s*\(\s*(?:"(\d+)")?/g),
    ...literal(/\bnew\s+URL\(\s*"(\d+)"\s*,\s*import\.meta\.url/g),
    ...(/\bimport\.meta\.glob\b/.test(code) ? ["?"] : []),
  ];
}

/** Paths from the root, with "/" on every system. */
const list = (folder: string, ending: RegExp): string[] =>
  existsSync(join(ROOT, folder))
    ? readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && ending.test(entry.name))
        .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)).split(sep).join("/"))
    : [];

const read = (file: string) => readFileSync(join(ROOT, file), "utf8");

function importsOf(file: string): Import[] {
  return specifiers(read(file)).map((specifier) => {
    const path = specifier.replace(/\?.+$/, "");
    if (!path.startsWith(".")) return { from: file, to: specifier };
    return {
      from: file,
      to: normalize(join(dirname(file), path))
        .split(sep)
        .join("/"),
    };
  });
}

const sources = list("src", /\.tsx?$/);
const graph = sources.flatMap(importsOf);

test("imports go down the layers, and plugins are islands", () => {
  expect(sources.length).toBeGreaterThan(1);
  expect(breaches(graph)).toEqual([]);
});

test("every file of src is in a layer", () => {
  expect(sources.filter((file) => layerOf(file) === undefined && !isTest(file))).toEqual([]);
});

test("every import of our own names a file, with its extension", () => {
  const unreadable = graph.filter(
    ({ to }) => to === "?" || to.startsWith("/") || (to.startsWith("src/") && !existsSync(join(ROOT, to))),
  );
  expect(unreadable).toEqual([]);
  const folders = graph.filter(({ to }) => to.startsWith("src/") && !/\.[a-z]+$/.test(to));
  expect(folders).toEqual([]);
});

/** What a file reaches, over other files too. */
function reachIn(imports: readonly Import[]): {
  next: Map<string, string[]>;
  reached: (from: string) => Set<string>;
} {
  const next = new Map<string, string[]>();
  for (const { from, to } of imports) next.set(from, [...(next.get(from) ?? []), to]);
  const reached = (from: string): Set<string> => {
    const seen = new Set<string>();
    const waiting = [...(next.get(from) ?? [])];
    for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
      if (seen.has(file)) continue;
      seen.add(file);
      waiting.push(...(next.get(file) ?? []));
    }
    return seen;
  };
  return { next, reached };
}

/** Circles of files that import each other, type-only imports too: each as its files in alphabetical order. */
function circles(imports: readonly Import[]): string[][] {
  const { next, reached } = reachIn(imports);
  const reach = new Map([...next.keys()].map((file) => [file, reached(file)]));
  const inCircle = [...next.keys()].filter((file) => reach.get(file)?.has(file)).sort();
  const groups = inCircle.map((file) =>
    inCircle.filter((other) => reach.get(file)?.has(other) && reach.get(other)?.has(file)),
  );
  return groups.filter((group, at) => group[0] === inCircle[at]);
}

test("no files import each other in a circle", () => {
  const users = [...list("scripts", /\.m?ts$/), ...list("e2e", /\.tsx?$/)].flatMap(importsOf);
  expect(circles([...graph, ...users])).toEqual([]);
});

test("a circle is found, with all its files, and what merely leads to it is not", () => {
  const imports = ["a b", "b c", "c a", "d a", "c e", "f f"].map((pair) => {
    const [from = "", to = ""] = pair.split(" ");
    return { from, to };
  });
  expect(circles(imports)).toEqual([["a", "b", "c"], ["f"]]);
});

/** What the page does not reach, with its workers, in a room that is not for tests. */
const supportOutside = (imports: readonly Import[], files: readonly string[]): string[] => {
  const reached = reachIn(imports).reached("src/main.tsx");
  // Compiled to WebAssembly by the build.
  const compiled = (file: string) => file.startsWith("src/engine/wasm/routines/");
  return files.filter(
    (file) =>
      file !== "src/main.tsx" &&
      !reached.has(file) &&
      layerOf(file) !== "testing" &&
      !isTest(file) &&
      !file.endsWith(".d.ts") &&
      !compiled(file),
  );
};

test("what only tests, stories and scripts reach stands in src/testing", () => {
  expect(supportOutside(graph, sources)).toEqual([]);
  const planted = "src/model/support-of-a-test.ts";
  expect(supportOutside(graph, [...sources, planted])).toEqual([planted]);
});

test("every file of src is imported by something", () => {
  const users = [...list("scripts", /\.ts$/), ...list("e2e", /\.tsx?$/)].flatMap(importsOf);
  const used = new Set([...graph, ...users].map(({ to }) => to));
  const entries = (file: string) => file === "src/main.tsx" || isTest(file) || file.endsWith(".d.ts");
  expect(sources.filter((file) => !entries(file) && !used.has(file))).toEqual([]);
});

test("a file beyond 400 lines says why in its first lines", () => {
  const files = [
    ...sources,
    ...list("src", /\.css$/),
    ...list("scripts", /\.(ts|mjs)$/),
    ...list("e2e", /\.tsx?$/),
  ];
  const long = files.filter((file) => {
    const lines = read(file).split("\n");
    return lines.length > 401 && !lines.slice(0, 12).some((line) => line.includes("Long because:"));
  });
  expect(long).toEqual([]);
});

// Planted imports: the rules above are only worth something if they catch these.
test.each([
  ["src/lib/rng.ts", "src/cells/cell.ts"],
  ["src/lib/rng.ts", "src/ui/tex.tsx"],
  ["src/cells/lstm/cell.ts", "src/tasks/task.ts"],
  ["src/cells/lstm/cell.ts", "src/cells/gru/cell.ts"],
  ["src/cells/cell.ts", "src/cells/gru/cell.ts"],
  ["src/tasks/adding/task.ts", "src/ui/heatmap.tsx"],
  ["src/own-data/read-table.ts", "src/tasks/task.ts"],
  ["src/own-data/read-table.ts", "react"],
  ["src/cells/cell.ts", "src/own-data/own-data.ts"],
  ["src/tasks/adding/task.ts", "react"],
  ["src/experiment/spec.ts", "src/model/plan.ts"],
  ["src/experiment/versions/v1.ts", "src/experiment/spec.ts"],
  ["src/experiment/versions/v1.ts", "src/cells/index.ts"],
  ["src/model/oracle/run.ts", "src/engine/engine.ts"],
  ["src/model/oracle/run.ts", "@tensorflow/tfjs"],
  ["src/trainer/loop.ts", "@tensorflow/tfjs-backend-webgl"],
  ["src/trainer/loop.ts", "src/store/store.ts"],
  ["src/trainer/client.ts", "zustand/vanilla"],
  ["src/store/store.ts", "src/engine/engine.ts"],
  ["src/store/store.ts", "src/trainer/loop.ts"],
  ["src/store/store.ts", "src/panels/index.ts"],
  ["src/store/store.ts", "src/ui/tex.tsx"],
  ["src/panels/loss/panel.tsx", "src/panels/gates/panel.tsx"],
  ["src/panels/loss/panel.tsx", "src/lessons/index.ts"],
  ["src/panels/loss/panel.tsx", "src/trainer/worker.ts"],
  ["src/panels/loss/panel.tsx", "src/app/app.tsx"],
  ["src/ui/chart.tsx", "recharts"],
  ["src/ui/chart.tsx", "src/store/store.ts"],
  ["src/app/app.tsx", "src/engine/engine.ts"],
  ["src/app/device-page.tsx", "src/device-page/worker.ts"],
  ["src/device-page/worker.ts", "src/trainer/loop.ts"],
  ["src/device-page/worker.ts", "@tensorflow/tfjs"],
  ["src/device-page/client.ts", "react"],
  ["src/panels/loss/panel.tsx", "src/device-page/client.ts"],
  ["src/app/app.tsx", "src/misc/thing.ts"],
  ["src/store/store.ts", "src/testing/store-testbed.ts"],
  ["src/main.tsx", "src/testing/store-testbed.ts"],
  ["src/lib/rng.ts", "vitest"],
  ["src/experiment/spec.ts", "fast-check"],
  ["src/testing/store-testbed.ts", "src/app/app.tsx"],
  ["src/engine/engine.ts", "vitest"],
])("%s importing %s is reported", (from, to) => {
  expect(breaches([{ from, to }])).toHaveLength(1);
});

test.each([
  ["src/cells/index.ts", "src/cells/lstm/cell.ts"],
  ["src/cells/lstm/cell.ts", "src/cells/cell.ts"],
  ["src/panels/loss/panel.tsx", "src/panels/loss/series.ts"],
  ["src/experiment/versions/v2.ts", "src/experiment/versions/v1.ts"],
  ["src/tasks/text/task.ts", "src/own-data/own-data.ts"],
  ["src/store/store.ts", "src/trainer/client.ts"],
  ["src/app/device-page.tsx", "src/device-page/client.ts"],
  ["src/device-page/worker.ts", "src/engine/device.ts"],
  ["src/panels/loss/panel.tsx", "recharts"],
  ["src/engine/reference/run.ts", "@tensorflow/tfjs"],
  ["src/ui/tex.tsx", "katex"],
  ["src/lib/rng.test.ts", "src/testing/fuzz-runs.ts"],
  ["src/testing/store-testbed.ts", "src/store/state.ts"],
  ["src/testing/store-testbed.ts", "vitest"],
])("%s may import %s", (from, to) => {
  expect(breaches([{ from, to }])).toEqual([]);
});

test("every way to import is seen, and comments and strings are not", () => {
  const source = [
    `import a, { type b } from "./a.ts";`,
    `import type { C } from './c.ts';`,
    `import "./d.css";`,
    `import {\n  e,\n  f,\n} from "./e.ts";`,
    `export { g } from "./g.ts"; export * from "./h.ts";`,
    `const i = await import("./i.ts");`,
    `type J = import("./j.ts").J;`,
    `new Worker(new URL("./k.ts", import.meta.url), { type: "module" });`,
    `// import "./no1.ts"`,
    `/* import "./no2.ts" */`,
    `const s = 'import x from "./no3.ts"'; const r = /["']/; const t = \`import "./no4.ts"\`;`,
    `const l = await import("./l.ts");`,
    `const m = import(name); const n = import.meta.glob("./*");`,
  ].join("\n");
  const seen = [
    "./a.ts",
    "./c.ts",
    "./d.css",
    "./e.ts",
    "./g.ts",
    "./h.ts",
    "./i.ts",
    "./j.ts",
    "./k.ts",
    "./l.ts",
  ];
  expect(specifiers(source).sort()).toEqual([...seen, "?", "?"].sort());
});
