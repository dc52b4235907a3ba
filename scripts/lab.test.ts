import { expect, test, vi } from "vitest";
import type { Engine } from "../src/engine/engine.ts";
import { decode } from "../src/experiment/link.ts";
import { jobsOf, readLab } from "../src/lab/lab.ts";
import { runJob } from "../src/lab/run-job.ts";
import { phrase } from "../src/lib/phrase.ts";
import { readAsset } from "./data-assets.ts";
import { runExperiment } from "./train-run.ts";
import { openWasm } from "./train-wasm.ts";

vi.setConfig({ testTimeout: 60_000 });

const host = async (relaxed: boolean) => ({
  engine: await openWasm(relaxed),
  load: async (name: string) => readAsset(name),
  now: () => performance.now(),
  wait: (ms: number): Promise<void> =>
    new Promise((resolve) => (ms > 0 ? setTimeout(resolve, ms) : setImmediate(resolve))),
});
const { spec } = decode("#1/models=simple,gru&models.*.units=6&training.batchSize=8&training.updates=45");

test.each([true, false])(
  "a run of a lab is the run of its link, to the last bit (relaxed: %s)",
  async (relaxed) => {
    const own = await host(relaxed);
    for (const job of jobsOf(readLab(spec, "seeds=3;task.length=8,12"))) {
      const result = await runJob(job.spec, own);
      const { report } = await runExperiment({
        ...{ spec: job.spec, from: null, engine: relaxed ? "wasm" : "wasm-plain" },
        ...{ signal: new AbortController().signal, onEngine: () => undefined, onProgress: () => undefined },
      });
      expect(result.updates).toBe(45);
      expect(result.evaluations).toEqual(
        report.models[0]?.evaluations.map(({ update, loss, metric }) => ({ update, loss, metric })),
      );
      expect(result.solvedAt).toBe(report.models[0]?.solvedAt);
      expect(own.engine.tensorCount()).toBe(0);
    }
  },
);

test("a run that the engine does not take is a result that says why", async () => {
  const own = await host(true);
  const engine: Engine = { ...own.engine, supports: () => ({ ok: false, reason: phrase`It is too large.` }) };
  const result = await runJob(spec, { ...own, engine });
  expect(result).toEqual({ solvedAt: null, updates: 0, evaluations: [], failed: "It is too large." });
});
