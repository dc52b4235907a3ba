import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test, vi } from "vitest";
import { createReferenceEngine } from "../src/engine/reference/engine.ts";
import { createWasmEngine } from "../src/engine/wasm/create.ts";
import { writeExperimentFile } from "../src/experiment/experiment-file.ts";
import { decode } from "../src/experiment/link.ts";
import { networkState } from "../src/model/counted.ts";
import { curve, eventsOf, trainedLoop } from "../src/testing/trainer-testbed.ts";
import { networkMetrics } from "../src/trainer/protocol.ts";
import { readSnapshot } from "../src/trainer/snapshot-file.ts";
import { asAsked, readArgs, readExperiment } from "./train-args.ts";
import { createDisplay, progressLine } from "./train-progress.ts";
import { plansFor, type RunReport, runExperiment } from "./train-run.ts";

vi.setConfig({ testTimeout: 60_000 });

const folder = mkdtempSync(join(tmpdir(), "unrolled-train-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const link =
  "#1/task.length=12&models=lstm,gru,simple&models.*.units=8&training.batchSize=8&training.updates=45";
const changing = `${link}&changes=7:optimizer.learningRate:0.02,9:training.speed:1&training.speed=20`;

const quiet = {
  signal: new AbortController().signal,
  onEngine: () => undefined,
  onProgress: () => undefined,
};
const run = async (hash: string, engine: "wasm" | "wasm-plain" | "reference") => {
  const spec = asAsked({ spec: decode(hash).spec, from: null, onCpu: false }, null);
  return runExperiment({ ...quiet, spec, from: null, engine });
};

test.each([
  ["wasm", () => createWasmEngine(), link],
  ["wasm-plain", () => createWasmEngine({ relaxed: false }), link],
  ["reference", () => createReferenceEngine({ backend: "cpu" }), `${link}&training.seed=9`],
] as const)("%s: the same losses as the page's loop, to the last bit", async (name, open, hash) => {
  const told = vi.spyOn(console, "error");
  const { report, snapshot } = await run(hash, name);
  // Else no thread could be started.
  expect(told).not.toHaveBeenCalled();
  const engine = await open();
  const { log, loop } = await trainedLoop(engine, hash);
  const kept = await loop.suspend();
  expect(report).toMatchObject({
    ...{ outcome: "finished", updates: 45, first: 1, link: hash },
    engine: { kind: engine.kind, backend: engine.backend, renderer: engine.renderer },
  });
  report.models.forEach(({ loss, gradientNorm, evaluations }, m) => {
    expect(loss).toEqual(curve(log, m));
    expect(gradientNorm).toEqual(
      eventsOf(log, "metrics").flatMap(({ models }) => [...(networkMetrics(models[m])?.gradientNorm ?? [])]),
    );
    expect(evaluations).toEqual(
      eventsOf(log, "evaluation").map(({ update, models }) => ({ update, ...models[m] })),
    );
  });
  expect(snapshot?.models).toStrictEqual(kept?.now.models);
  engine.dispose();
});

test("changes that a link plans are made, and its speed is not kept", async () => {
  // Nothing of it is left that could slow training down.
  const spec = asAsked({ spec: decode(changing).spec, from: null, onCpu: false }, null);
  expect(spec.training.speed).toBe("max");
  expect(spec.changes.map(({ field }) => field)).toEqual(["optimizer.learningRate"]);
  const [changed, plain] = [await run(changing, "wasm"), await run(link, "wasm")];
  const losses = ({ models }: RunReport) => models[1]?.loss ?? [];
  expect(losses(changed.report).slice(0, 8)).toEqual(losses(plain.report).slice(0, 8));
  expect(losses(changed.report).slice(9)).not.toEqual(losses(plain.report).slice(9));
  expect(changed.report.link).toBe(`${link}&changes=7:optimizer.learningRate:0.02`);
});

test("an engine that a link asks for and Node has not is said to be missing", async () => {
  const spec = decode(
    `${link}&training.engine=webgl&training.updates=1`.replace("&training.updates=45", ""),
  ).spec;
  const { report } = await runExperiment({ ...quiet, spec, from: null, engine: null });
  expect(report.engine.kind).toBe("wasm");
  expect(report.engine.note).toMatch(/Node has no WebGL\. Training runs on the SIMD engine/);
});

test("a run that diverges ends as failed, with the last good weights", async () => {
  const { report, snapshot } = await run(
    "#1/task.kind=adding&task.length=30&models=simple&models.0.activation=relu&models.0.units=16" +
      "&models.0.recurrentInitializer=normal&models.0.recurrentStddev=0.6&training.batchSize=8&training.clipNorm=0" +
      "&optimizer.kind=sgd&optimizer.learningRate=1&training.updates=40",
    "wasm",
  );
  expect(report).toMatchObject({
    outcome: "failed",
    reason: expect.stringMatching(/became (NaN|infinite) at/),
  });
  for (const values of networkState(snapshot?.models[0]?.state)?.weights.values() ?? [])
    expect(values.every(Number.isFinite)).toBe(true);
});

// [arguments, the sentence]
test.each([
  [[], /No experiment is given.*quotes/],
  [["#1/", "x"], /“x” comes after/],
  [["#1/", "--updates", "-5"], /--updates.*ambiguous|“-5”/s],
  [["#1/", "--updates", "1e3"], /--updates is “1e3”/],
  [["#1/", "--engine", "cuda"], /--engine is “cuda”; there are wasm, wasm-plain, reference/],
  [["#1/", "--json", "no/such/out.json"], /--json is “no\/such\/out.json”, and there is no folder/],
  [["#1/", "--json", "."], /--json is “.”, which is no file/],
  [["#1/", "--cuda"], /--cuda/],
] as const)("%j is refused with a sentence", (args, sentence) => {
  expect(() => readArgs(args, folder)).toThrow(sentence);
});

test("the snapshot lies beside the figures", () => {
  expect(readArgs(["#1/", "--json", "out.json", "--updates=200"], folder)).toEqual({
    ...{ source: "#1/", updates: 200, engine: null },
    ...{ json: join(folder, "out.json"), snapshot: join(folder, "out.snapshot") },
  });
  expect(readArgs(["-h"], folder)).toBe("help");
});

test("an experiment is a link in any form, a file of settings, or an experiment file", async () => {
  const { spec } = decode(link);
  writeFileSync(join(folder, "spec.json"), JSON.stringify(spec));
  writeFileSync(join(folder, "race.unrolled.json"), writeExperimentFile({ spec, title: "Race" }));
  for (const source of [
    link,
    link.slice(1),
    `https://example.org/x/?a=1${link}`,
    "spec.json",
    "race.unrolled.json",
  ])
    expect(await readExperiment(source, folder)).toEqual({ spec, from: null, onCpu: false });
  expect((await readExperiment(`http://localhost:5173/?backend=cpu${link}`, folder)).onCpu).toBe(true);
});

test.each([
  ["#1/models=rnn", /“rnn” is no cell/],
  ["#2/", /newer version/],
  ["nothing.json", /“nothing.json” is neither a link.*nor a file/],
  ["bad.json", /no JSON/],
  ["other.json", /“format” is “onnx”/],
  ["settings.json", /task.kind: nothing is no task|task\.kind/],
  ["broken.snapshot", /broken.snapshot”.*checksum|no snapshot/],
] as const)("%s is refused with a sentence", async (source, sentence) => {
  writeFileSync(join(folder, "bad.json"), "{");
  writeFileSync(join(folder, "other.json"), '{"format":"onnx","version":1,"link":"#1/"}');
  writeFileSync(join(folder, "settings.json"), '{"models":[]}');
  writeFileSync(join(folder, "broken.snapshot"), Buffer.from([0x89, 1, 2, 3]));
  await expect(readExperiment(source, folder)).rejects.toThrow(sentence);
});

test("--updates is checked like any setting, and must lie behind a snapshot", async () => {
  const { spec } = decode(link);
  const plain = { spec, from: null, onCpu: false };
  expect(() => asAsked(plain, 2_000_000)).toThrow(/Updates is “2000000”, over its largest value 1000000/);
  const { snapshot } = await run(link, "wasm");
  expect(() => asAsked({ ...plain, from: snapshot }, 45)).toThrow(/at update 45 already/);
  expect(asAsked({ ...plain, from: snapshot }, 46).training.updates).toBe(46);
});

const progress = {
  ...{ update: 128, end: 200, seconds: 4, done: 100 },
  ...{ names: ["RNN", "LSTM"], losses: [1.38629, 0.0004321] },
};
test("progress is one line: updates, speed, time left, losses", () => {
  expect(progressLine(progress)).toBe(
    "128 of 200 updates · 25.0 updates/s · 0:03 left · RNN 1.386 · LSTM 4.32e-4",
  );
  expect(progressLine({ ...progress, end: 0, seconds: 0.5 })).toMatch(/^128 updates · 200 updates\/s · RNN/);
  expect(progressLine({ ...progress, end: 1_000_000 })).toContain("11:06:35 left");
});

test("on a terminal the line changes in place, elsewhere there are plain lines now and then", () => {
  const shown = (terminal: { isTTY?: boolean; columns?: number }) => {
    let text = "";
    let time = 0;
    const display = createDisplay({ ...terminal, write: (part) => (text += part) }, () => time);
    for (let n = 0; n < 60; n++, time += 100) display.show({ ...progress, update: n });
    display.end();
    return text;
  };
  const inPlace = shown({ isTTY: true, columns: 40 });
  expect(inPlace.split("\r").length).toBeGreaterThan(20);
  for (const line of inPlace.split("\r"))
    expect(line.replace("\u001b[2K", "").trim().length).toBeLessThan(40);
  expect(inPlace.match(/\n/g)).toHaveLength(1);
  expect(shown({}).trim().split("\n")).toHaveLength(3);
});

/** The command itself, in a process of its own. */
function command(args: readonly string[], onOutput?: (text: string, kill: () => void) => void) {
  const script = join(import.meta.dirname, "train.ts");
  const child = spawn(process.execPath, ["--import", "tsx", script, ...args], {
    cwd: join(import.meta.dirname, ".."),
    env: { ...process.env, INIT_CWD: folder },
  });
  let output = "";
  const take = (part: Buffer) => {
    output += part.toString();
    onOutput?.(output, () => child.kill("SIGINT"));
  };
  child.stdout.on("data", take);
  child.stderr.on("data", take);
  return new Promise<{ code: number | null; output: string }>((resolve) => {
    child.on("close", (code) => resolve({ code, output }));
  });
}
const reportOf = (name: string) =>
  JSON.parse(readFileSync(join(folder, name), "utf8")) as RunReport & { readonly snapshot: string };

test("Ctrl-C writes what there is and exits with 130; the snapshot goes on to the same losses", async () => {
  let isKilled = false;
  const stopped = await command([link, "--updates", "0", "--json", "part.json"], (output, kill) => {
    if (isKilled || !/updates\/s/.test(output)) return;
    isKilled = true;
    setTimeout(kill, 300);
    // A terminal reaches the process itself and who started it.
    setTimeout(kill, 350);
  });
  expect(stopped.output).toMatch(/has no end\. Press Ctrl-C.*Stopped after \d+ updates/s);
  expect(stopped.code).toBe(130);
  const part = reportOf("part.json");
  expect(part).toMatchObject({ outcome: "stopped", snapshot: "part.snapshot" });
  expect(part.updates).toBeGreaterThan(0);
  expect(part.models[0]?.loss).toHaveLength(part.updates);
  const read = await readSnapshot(readFileSync(join(folder, "part.snapshot")), plansFor);
  expect(read.ok && read.snapshot.update).toBe(part.updates);

  const end = String(part.updates + 25);
  const rest = await command(["part.snapshot", "--updates", end, "--json", "rest.json"]);
  expect(rest.output).toContain("updates completed");
  expect(rest.code).toBe(0);
  const whole = await command([link, "--updates", end, "--json", "whole.json"]);
  expect(whole.output).toMatch(/updates completed\.\nLSTM .*loss .*\nGRU .*\nRNN /);
  const [after, all] = [reportOf("rest.json"), reportOf("whole.json")];
  expect(after.first).toBe(part.updates + 1);
  all.models.forEach(({ loss, gradientNorm }, m) => {
    expect([...(part.models[m]?.loss ?? []), ...(after.models[m]?.loss ?? [])]).toEqual(loss);
    const norms = [part, after].flatMap(({ models }) => models[m]?.gradientNorm ?? []);
    expect(norms).toEqual(gradientNorm);
  });
  // Seconds differ; every weight and slot is the same.
  const models = await Promise.all(
    ["rest.snapshot", "whole.snapshot"].map(async (name) => {
      const file = await readSnapshot(readFileSync(join(folder, name)), plansFor);
      return file.ok && file.snapshot.models;
    }),
  );
  expect(models[0]).toStrictEqual(models[1]);
}, 120_000);

test("a reader that leaves (npm run train | head) does not end the run: its files are written", async () => {
  const script = join(import.meta.dirname, "train.ts");
  const child = spawn(process.execPath, ["--import", "tsx", script, link, "--json", "left.json"], {
    cwd: join(import.meta.dirname, ".."),
    env: { ...process.env, INIT_CWD: folder },
  });
  let complaints = "";
  child.stderr.on("data", (part: Buffer) => {
    complaints += part.toString();
  });
  child.stdout.once("data", () => child.stdout.destroy());
  const code = await new Promise((resolve) => child.on("close", resolve));
  expect(complaints).not.toMatch(/EPIPE/);
  expect(code).toBe(0);
  expect(reportOf("left.json")).toMatchObject({ outcome: "finished", updates: 45 });
  expect(readFileSync(join(folder, "left.snapshot")).length).toBeGreaterThan(1000);
}, 120_000);

test("help and errors", async () => {
  const [help, wrong] = [await command(["--help"]), await command(["#1/models=rnn"])];
  expect([help.code, wrong.code]).toEqual([0, 2]);
  expect(help.output).toMatch(/npm run train -- '<experiment>'/);
  expect(wrong.output).toMatch(/“#1\/models=rnn” cannot be trained.*“rnn” is no cell.*--help/s);
});
