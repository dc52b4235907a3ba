/** `npm run train`: an experiment in Node, without a page. `--help` says how. */
import { renameSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import { writeSnapshot } from "../src/trainer/snapshot-file.ts";
import { asAsked, help, readArgs, readExperiment, UsageError } from "./train-args.ts";
import { createDisplay, summary } from "./train-progress.ts";
import { runExperiment } from "./train-run.ts";

/** Whole files only: what was there before stays until the new one is complete. */
function write(file: string, content: string | Uint8Array): void {
  const mine = `${file}.${process.pid}.part`;
  writeFileSync(mine, content);
  renameSync(mine, file);
}

/** Whoever read along has left (`| head`): the run goes on and writes its files, and only printing stops. */
function printOn(stream: NodeJS.WriteStream): void {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });
}
printOn(process.stdout);
printOn(process.stderr);

/** Paths are meant from where npm was called. */
const folder = process.env.INIT_CWD ?? process.cwd();

async function main(): Promise<number> {
  const request = readArgs(process.argv.slice(2), folder);
  if (request === "help") {
    console.log(help);
    return 0;
  }
  const experiment = await readExperiment(request.source, folder);
  const spec = asAsked(experiment, request.updates);
  const controller = new AbortController();
  let askedAt: number | null = null;
  process.on("SIGINT", () => {
    // A terminal and whoever started this may both send it.
    if (askedAt !== null && performance.now() - askedAt > 1000) process.exit(130);
    askedAt ??= performance.now();
    controller.abort();
  });
  const display = createDisplay(process.stdout, () => performance.now());
  const { report, snapshot, plans } = await runExperiment({
    spec,
    from: experiment.from,
    engine: request.engine ?? (experiment.onCpu ? "reference" : null),
    signal: controller.signal,
    onEngine: ({ renderer, backend, note }) => {
      console.log(
        `${renderer}${renderer.toLowerCase().includes(backend) ? "" : ` (${backend})`}${note ? `. ${note}` : ""}`,
      );
      if (spec.training.updates === 0 && !spec.training.stopWhenSolved)
        console.log("The experiment has no end. Press Ctrl-C to stop it and write the results.");
    },
    onProgress: (progress) => display.show(progress),
  });
  display.end();
  console.log(report.outcome === "stopped" ? `Stopped after ${report.updates} updates.` : report.reason);
  for (const line of summary(report)) console.log(line);
  if (request.snapshot && snapshot) {
    write(request.snapshot, writeSnapshot(snapshot, plans));
    console.log(`Weights after update ${snapshot.update}: ${request.snapshot}`);
  }
  if (request.json) {
    const beside = request.snapshot && snapshot ? basename(request.snapshot) : null;
    write(request.json, `${JSON.stringify({ ...report, snapshot: beside })}\n`);
    console.log(`Figures: ${request.json}`);
  }
  return report.outcome === "finished" ? 0 : report.outcome === "stopped" ? 130 : 1;
}

try {
  // Open handles of an engine must not keep it alive.
  process.exit(await main());
} catch (error) {
  if (error instanceof UsageError) {
    console.error(`${error.message}\n\`npm run train -- --help\` shows the usage.`);
    process.exit(2);
  }
  console.error(error instanceof RangeError ? error.message : error);
  process.exit(1);
}
