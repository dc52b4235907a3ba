/** What `npm run train` is asked for: its arguments, and the experiment that they name. */

import { existsSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { checkSpec } from "../src/experiment/check.ts";
import { withValue } from "../src/experiment/describe.ts";
import { maxExperimentFileLength, parseExperimentFile } from "../src/experiment/experiment-file.ts";
import { decode, type Problem } from "../src/experiment/link.ts";
import type { ExperimentSpec } from "../src/experiment/spec.ts";
import { messageOf } from "../src/lib/error-message.ts";
import { inEnglish, phrase } from "../src/lib/phrase.ts";
import { quote, withNames } from "../src/lib/quote.ts";
import type { Snapshot } from "../src/trainer/protocol.ts";
import { readSnapshot, snapshotFileEnding } from "../src/trainer/snapshot-file.ts";
import { type EngineName, engineNames } from "./train-engine.ts";
import { plansFor } from "./train-run.ts";

export const help = `Train an Unrolled experiment in Node, with the same training loop as the page.

  npm run train -- '<experiment>' [options]

<experiment> is a share link in quotes (the full address, or the part from "#1/"), an experiment file
(.unrolled.json), a JSON file with all settings, or a snapshot file of an earlier run, which is continued.

  --updates N       train until update N instead of the end of the experiment; 0: until stopped
  --json FILE       write losses, gradient norms and evaluations to FILE, and the final weights to a file
                    with the same name and the ending .snapshot
  --snapshot FILE   write the final weights to FILE
  --engine NAME     wasm: SIMD kernels (default); wasm-plain: the same without fused multiply-adds;
                    reference: TensorFlow.js on the CPU
  --help            show this text

Ctrl-C stops training, writes the results and exits with status 130. Speed limits and pauses in a link are
ignored.`;

/** Asked for in a way that cannot be; the message is for people. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

export interface TrainRequest {
  readonly source: string;
  readonly updates: number | null;
  readonly json: string | null;
  readonly snapshot: string | null;
  readonly engine: EngineName | null;
}

/** @returns "help" where that is asked for. @throws UsageError */
export function readArgs(args: readonly string[], folder: string): TrainRequest | "help" {
  let parsed: ReturnType<typeof parse>;
  try {
    parsed = parse(args);
  } catch (error) {
    throw new UsageError(withNames(messageOf(error)));
  }
  const { values, positionals } = parsed;
  if (values.help) return "help";
  const [source, more] = positionals;
  if (source === undefined || source === "")
    throw new UsageError(
      "No experiment is given. A link needs quotes: without them a shell reads # as a comment.",
    );
  if (more !== undefined)
    throw new UsageError(
      `${quote(more, 80)} comes after the experiment ${quote(source, 120)}: one at a time, and links in quotes.`,
    );
  const { updates, engine, json, snapshot } = values;
  if (updates !== undefined && !/^\d{1,9}$/.test(updates))
    throw new UsageError(`--updates is ${quote(updates)}, which is no whole number from 0 on.`);
  const known = engineNames.find((name) => name === engine);
  if (engine !== undefined && known === undefined)
    throw new UsageError(`--engine is ${quote(engine)}; there are ${engineNames.join(", ")}.`);
  const output = (option: string, path: string | undefined): string | null => {
    if (path === undefined) return null;
    const file = resolve(folder, path);
    if (path === "" || !existsSync(dirname(file)))
      throw new UsageError(
        `--${option} is ${quote(path, 120)}, and there is no folder ${quote(dirname(file), 200)}.`,
      );
    if (existsSync(file) && !statSync(file).isFile())
      throw new UsageError(`--${option} is ${quote(path, 120)}, which is no file.`);
    return file;
  };
  const jsonFile = output("json", json);
  const snapshotFile = output("snapshot", snapshot);
  const beside =
    jsonFile && join(dirname(jsonFile), `${basename(jsonFile).replace(/\.json$/i, "")}${snapshotFileEnding}`);
  return {
    source,
    updates: updates === undefined ? null : Number(updates),
    json: jsonFile,
    snapshot: snapshotFile ?? beside,
    engine: known ?? null,
  };
}

const parse = (args: readonly string[]) =>
  parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      updates: { type: "string" },
      json: { type: "string" },
      snapshot: { type: "string" },
      engine: { type: "string" },
      help: { type: "boolean", short: "h" },
    },
  });

export interface Experiment {
  readonly spec: ExperimentSpec;
  /** Of a run to go on with. */
  readonly from: Snapshot | null;
  /** The link asks for the CPU (?backend=cpu). */
  readonly onCpu: boolean;
}

/** What could not be read would be trained otherwise than meant. @throws UsageError */
function insist(source: string, problems: readonly Problem[]): void {
  if (problems.length > 0)
    throw new UsageError(
      [
        `${quote(source, 80)} cannot be trained as it is:`,
        ...problems.map(({ message }) => `  ${inEnglish(message)}`),
      ].join("\n"),
    );
}

/** The experiment that an argument names. @throws UsageError */
export async function readExperiment(source: string, folder: string): Promise<Experiment> {
  const hashAt = source.indexOf("#");
  const file = resolve(folder, source);
  const isAddress = /^[a-z]+:\/\//i.test(source);
  if (hashAt === 0 || isAddress) return fromLink(source, hashAt);
  if (existsSync(file) && statSync(file).isFile()) return fromFile(source, file);
  if (hashAt > 0 || /^\d+\//.test(source)) return fromLink(source, hashAt);
  throw new UsageError(
    `${quote(source, 80)} is neither a link (“#1/…”, in quotes) nor a file that is there (${quote(file, 200)}).`,
  );
}

function fromLink(source: string, hashAt: number): Experiment {
  const isBare = hashAt < 0 && /^\d+\//.test(source);
  const { spec, problems } = decode(isBare ? source : hashAt < 0 ? "" : source.slice(hashAt));
  insist(source, problems);
  const query = hashAt > 0 ? source.slice(0, hashAt) : "";
  return { spec, from: null, onCpu: /[?&]backend=cpu(&|$)/.test(query) };
}

async function fromFile(source: string, file: string): Promise<Experiment> {
  const bytes = readFileSync(file);
  // The first byte of a snapshot is none that a text begins with.
  if (bytes[0] === 0x89) {
    const read = await readSnapshot(bytes, plansFor);
    if (!read.ok) throw new UsageError(`${quote(source, 120)}: ${inEnglish(read.reason)}`);
    return { spec: read.snapshot.spec, from: read.snapshot, onCpu: false };
  }
  if (bytes.length > 4 * maxExperimentFileLength)
    throw new UsageError(
      `${quote(source, 120)} has ${bytes.length} bytes, which is more than any experiment file has.`,
    );
  const text = bytes.toString("utf8");
  const all = settingsIn(text);
  if (all !== null) {
    const checked = checkSpec(all);
    if (checked.ok) return { spec: checked.spec, from: null, onCpu: false };
    const told = checked.errors
      .slice(0, 10)
      .map(({ path, message }) => ({ path, message: phrase`${path}: ${message}.` }));
    insist(source, told);
  }
  const read = parseExperimentFile(text);
  insist(source, read.ok ? read.problems : read.errors);
  if (!read.ok) throw new UsageError(`${quote(source, 120)} is no experiment file.`);
  return { spec: read.file.spec, from: null, onCpu: false };
}

/** The content of a JSON file of all settings; null if it is none. */
function settingsIn(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && "models" in value && !("format" in value)
      ? value
      : null;
  } catch {
    return null;
  }
}

/** The experiment as it is trained here: to the update asked for, and never slowed down. @throws UsageError */
export function asAsked({ spec, from }: Experiment, updates: number | null): ExperimentSpec {
  try {
    const ended = updates === null ? spec : withValue(spec, "training.updates", updates);
    const { updates: end } = ended.training;
    if (from && end > 0 && end <= from.update)
      throw new UsageError(
        `The snapshot is at update ${from.update} already, and update ${end} is asked for; give --updates a later one.`,
      );
    const dropped = ["training.speed", ...(updates === null ? [] : ["training.updates"])];
    const fast = withValue(ended, "training.speed", "max");
    return { ...fast, changes: fast.changes.filter(({ field }) => !dropped.includes(field)) };
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(`--updates: ${error.message}`);
    throw error;
  }
}
