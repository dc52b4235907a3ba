/** `npm run lab`: a success-rate lab in Node, on every core; the same table as the page's, to the last bit. `--help` says how. */
import { writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { Worker } from "node:worker_threads";
import { axisValueText, type Job, jobsOf, type Lab, labModels, readLab, writeLab } from "../src/lab/lab.ts";
import type { LabCommand, LabEvent } from "../src/lab/protocol.ts";
import { cellsOf, type LabResult, labTable } from "../src/lab/results.ts";
import { messageOf } from "../src/lib/error-message.ts";
import { withNames } from "../src/lib/quote.ts";
import { csvOf } from "../src/panels/csv.ts";
import { readExperiment, UsageError } from "./train-args.ts";
import { startTypeScript } from "./train-engine.ts";

const help = `Train an Unrolled experiment from many seeds, and over the values of one or two settings.

  npm run lab -- '<link>' [options]

<link> is the link to a lab (“Copy the link to this lab” in Compare), or to an experiment, in quotes.

  --seeds LIST     such as 1-10 (default: those of the link, else 1-10)
  --vary SETTING   such as task.length=10,20,40 or models.*.units=8,16; at most twice
  --csv FILE       write one row for each run to FILE
  --workers N      threads (default: one for each core)
  --plain          without fused multiply-adds: other bits, the same on every device
  --help           show this text`;

function parse() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        seeds: { type: "string" },
        vary: { type: "string", multiple: true },
        csv: { type: "string" },
        workers: { type: "string" },
        plain: { type: "boolean", default: false },
        help: { type: "boolean", short: "h", default: false },
      },
    });
  } catch (error) {
    throw new UsageError(withNames(messageOf(error)));
  }
}

/** Paths are meant from where npm was called. */
const folder = process.env.INIT_CWD ?? process.cwd();

async function labOf(source: string, seeds: string | undefined, vary: readonly string[]): Promise<Lab> {
  const { spec } = await readExperiment(source, folder);
  const hashAt = source.indexOf("#");
  const query = hashAt < 0 ? "" : source.slice(0, hashAt).split("?")[1];
  const inLink = new URLSearchParams(query).get("lab");
  const [ownSeeds = "seeds=1-10", ...own] = inLink === null ? [] : inLink.split(";");
  return readLab(
    spec,
    [seeds === undefined ? ownSeeds : `seeds=${seeds}`, ...(vary.length > 0 ? vary : own)].join(";"),
  );
}

/** Runs all jobs on so many threads. @throws where a thread ends, or a run cannot be made. */
function runAll(
  jobs: readonly Job[],
  workers: number,
  relaxed: boolean,
  onResult: (job: number, result: LabResult, variant: string) => void,
): Promise<void> {
  const threads: Worker[] = [];
  const all = new Promise<void>((done, fail) => {
    let next = 0;
    let over = 0;
    const give = (thread: Worker) => {
      const job = jobs[next++];
      if (job) thread.postMessage({ job: job.index, spec: job.spec, assetBase: "" } satisfies LabCommand);
    };
    for (let k = 0; k < Math.min(workers, jobs.length); k++) {
      const thread = new Worker(startTypeScript(new URL("./lab-worker.ts", import.meta.url).href), {
        ...{ eval: true, execArgv: [], workerData: { relaxed } },
      });
      threads.push(thread);
      thread.on("message", (event: LabEvent) => {
        if (event.type === "failed") return fail(new RangeError(event.why));
        onResult(event.job, event.result, event.variant);
        if (++over === jobs.length) done();
        else give(thread);
      });
      thread.on("error", fail);
      give(thread);
    }
  });
  return all.finally(() => Promise.all(threads.map((thread) => thread.terminate())));
}

const percent = (share: number): string => `${Math.round(100 * share)} %`;

async function main(): Promise<void> {
  const { values, positionals } = parse();
  if (values.help) return console.log(help);
  const [source, more] = positionals;
  if (source === undefined || more !== undefined)
    throw new UsageError("One link is needed, in quotes: without them a shell reads # as a comment.");
  const workers = Number(values.workers ?? availableParallelism());
  if (!Number.isInteger(workers) || workers < 1)
    throw new UsageError(`--workers is “${values.workers}”, which is no whole number from 1 on.`);
  const lab = await labOf(source, values.seeds, values.vary ?? []);
  const jobs = jobsOf(lab);
  console.log(`${jobs.length} runs of ${lab.base.training.updates} updates: ${writeLab(lab)}`);
  const results: (LabResult | undefined)[] = [];
  let variant = "";
  const [began, cpuBegan] = [performance.now(), process.cpuUsage()];
  await runAll(jobs, workers, !values.plain, (job, result, engine) => {
    results[job] = result;
    variant = engine;
    const done = results.filter((one) => one !== undefined).length;
    const left = ((performance.now() - began) / done) * (jobs.length - done);
    if (process.stdout.isTTY)
      process.stdout.write(`\r${done} of ${jobs.length} runs, about ${Math.ceil(left / 1000)} s left   `);
  });
  if (process.stdout.isTTY) console.log();
  const names = labModels(lab);
  for (const { model, at, runs, solved, interval, medianSolvedAt } of cellsOf(jobs, results)) {
    const place = lab.axes.map((axis, a) => axisValueText(lab, axis, axis.values[at[a] ?? 0] ?? ""));
    const when = solved > 0 ? `, median update ${medianSolvedAt}` : "";
    console.log(
      `${[names[model], ...place].join(", ")}: ${solved} of ${runs} solved (95 %: ${percent(interval[0])} to ${percent(interval[1])})${when}`,
    );
  }
  const { user, system } = process.cpuUsage(cpuBegan);
  console.log(
    `${variant}, ${workers} threads, Node ${process.versions.node}: ${((performance.now() - began) / 1000).toFixed(1)} s, ${((user + system) / 1e6).toFixed(1)} s of CPU time`,
  );
  if (values.csv) {
    const file = resolve(folder, values.csv);
    writeFileSync(file, csvOf(labTable(lab, jobs, results, variant)));
    console.log(`Table: ${file}`);
  }
}

try {
  await main();
  process.exit(0);
} catch (error) {
  if (error instanceof UsageError) {
    console.error(`${error.message}\n\`npm run lab -- --help\` shows the usage.`);
    process.exit(2);
  }
  console.error(error instanceof RangeError ? error.message : error);
  process.exit(1);
}
