/** One link, three browsers: their losses agree within float32's own roundings (docs/numerics.md). */
import { expect, test } from "@playwright/test";
import type { OpenStore } from "../../src/store/store.ts";
import { en } from "../../src/text/en.ts";
import { type BrowserName, browserNames } from "./driver.ts";
import { installed } from "./installed.ts";
import { Visitor } from "./visitor.ts";

type WithUnrolled = typeof globalThis & { readonly unrolled: OpenStore };

const updates = 30;
const race = `#1/task.length=12&models=simple,lstm,gru&models.*.units=8&training.batchSize=8&training.updates=${updates}`;
/** SIMD is relaxed or plain, as the browser has it; the reference computes in JavaScript. */
const engines = [
  { name: "SIMD", search: "", hash: `${race}&training.engine=wasm` },
  { name: "reference on the CPU", search: "?backend=cpu", hash: `${race}&training.engine=reference` },
] as const;

interface Measured {
  readonly renderer: string;
  /** By model and update. */
  readonly losses: number[][];
}

async function measure(name: BrowserName, base: string): Promise<Measured[]> {
  const found = installed(name);
  if ("missing" in found) throw new Error(found.missing);
  const driver = await found.start();
  try {
    const visitor = new Visitor(driver, base);
    const all: Measured[] = [];
    for (const engine of engines) {
      await visitor.open(engine.hash, engine.search);
      await visitor.press("button", en.app.controls.train);
      await visitor.reachPhase("finished");
      const renderer = await driver.evaluate(
        () => (globalThis as WithUnrolled).unrolled.state.getState().device?.renderer ?? "",
      );
      console.log(`${driver.version}, ${engine.name}: ${renderer}`);
      all.push({ renderer, losses: await visitor.losses(updates) });
    }
    expect(await driver.errors()).toEqual([]);
    return all;
  } finally {
    await driver.close();
  }
}

const measured = new Map<BrowserName, Promise<Measured[]>>();
const once = (name: BrowserName, base: string) => {
  const known = measured.get(name) ?? measure(name, base);
  measured.set(name, known);
  return known;
};

/** The largest relative difference over all models, from one update to another. */
const apart = (a: Measured, b: Measured, from: number, to: number): number =>
  Math.max(
    ...a.losses.flatMap((losses, model) =>
      losses.slice(from - 1, to).map((loss, n) => {
        const other = b.losses[model]?.[from - 1 + n] ?? Number.NaN;
        return Math.abs(loss - other) / Math.abs(loss);
      }),
    ),
  );

for (const [n, one] of browserNames.entries())
  for (const other of browserNames.slice(n + 1))
    test(`${one} and ${other}: the first loss agrees to 1e-6, thirty losses to 1e-4`, async ({ baseURL }) => {
      test.setTimeout(360_000);
      const missing = [one, other]
        .map(installed)
        .flatMap((found) => ("missing" in found ? found.missing : []));
      test.skip(missing.length > 0, missing.join("; "));
      // One browser after the other: two at a time would only be slower.
      const a = await once(one, baseURL ?? "");
      const b = await once(other, baseURL ?? "");
      for (const [engine, { name }] of engines.entries()) {
        const [x, y] = [a[engine], b[engine]];
        if (!x || !y) throw new Error(`${name} was not measured`);
        const [first, along] = [apart(x, y, 1, 1), apart(x, y, 1, updates)];
        console.log(
          `${one} and ${other}, ${name}: first ${first.toExponential(1)}, thirty ${along.toExponential(1)}`,
        );
        expect(first).toBeLessThanOrEqual(1e-6);
        expect(along).toBeLessThanOrEqual(1e-4);
      }
    });
