/**
 * An experiment as a file (`name.unrolled.json`): the link, and what a link has no room for. Small and readable, so that
 * people may keep it beside their notes and write it by hand. Reading never throws.
 */

import { nestsDeeper } from "../lib/json-depth.ts";
import { type Formed, isFormed, type Phrase, phrase } from "../lib/phrase.ts";
import { quote } from "../lib/quote.ts";
import { Refused } from "../lib/said.ts";
import { checkOwnData } from "../own-data/own-data.ts";
import { decode, encode, type Problem } from "./link.ts";
import { type ExperimentSpec, type TaskSpec, withData } from "./spec.ts";

export const experimentFileVersion = 1;
export const experimentFileEnding = ".unrolled.json";
/** Characters: a quarter of a million numbers with all their digits, or two megabytes of text, however much is escaped. */
export const maxExperimentFileLength = 6_000_000;
/** Levels: the file, its data, their columns, a column, its values, and room for what a later version adds. */
const maxDepth = 12;
export const maxTitleLength = 200;

export interface ExperimentFile {
  /** User data stands beside the link in the file, however long. */
  readonly spec: ExperimentSpec;
  readonly title?: string;
}

export type ParsedExperimentFile =
  /** As with links: what could be read, and what could not; the paths of the link's own settings begin with "link". */
  | { readonly ok: true; readonly file: ExperimentFile; readonly problems: readonly Problem[] }
  | { readonly ok: false; readonly errors: readonly Problem[] };

/**
 * The file's text.
 * @throws RangeError with a sentence for people where it would not be read back.
 */
export function writeExperimentFile({ spec, title }: ExperimentFile): string {
  const { data, ...task } = spec.task;
  const content = {
    format: "unrolled",
    version: experimentFileVersion,
    ...(title !== undefined && { title }),
    link: encode({ ...spec, task }),
  };
  // A column of numbers is one line, not a thousand.
  const lines = Object.entries({ ...content, ...(data && { data }) }).map(
    ([name, value]) => `  ${JSON.stringify(name)}: ${JSON.stringify(value)}`,
  );
  const text = `{\n${lines.join(",\n")}\n}\n`;
  const read = parseExperimentFile(text);
  const [problem] = read.ok ? read.problems : read.errors;
  if (problem) throw new Refused(problem.message);
  return text;
}

function withCheckedData(task: TaskSpec, data: unknown): TaskSpec | Formed {
  const checked = checkOwnData(data);
  return isFormed(checked) ? checked : withData(task, checked);
}

const shown = (value: unknown): Phrase =>
  value === undefined
    ? phrase`nothing`
    : typeof value === "object"
      ? phrase`a list or object`
      : quote(String(value));

/** The experiment of a file of unknown origin. */
export function parseExperimentFile(text: string): ParsedExperimentFile {
  const errors: Problem[] = [];
  const problems: Problem[] = [];
  const fail = (message: Formed): ParsedExperimentFile => ({ ok: false, errors: [{ path: "", message }] });
  if (text.length > maxExperimentFileLength)
    return fail(phrase`The file is ${text.length} characters long; the limit is ${maxExperimentFileLength}.`);
  if (nestsDeeper(text, maxDepth))
    return fail(
      phrase`The file nests lists and objects more than ${maxDepth} deep; an experiment file is flatter. Save it from the page again.`,
    );
  let parsed: unknown;
  try {
    // Some editors put a mark in front.
    parsed = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch {
    return fail(phrase`The file is no JSON; it begins with ${quote(text)}. Save it from the page again.`);
  }
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed))
    return fail(phrase`The file holds ${shown(parsed)} where an experiment's settings are meant to be.`);
  const content = parsed as { readonly [name: string]: unknown };
  const part = (name: string): unknown => (Object.hasOwn(content, name) ? content[name] : undefined);

  const [format, version, link, title, data] = ["format", "version", "link", "title", "data"].map(part);
  if (format !== "unrolled")
    errors.push({
      path: "format",
      message: phrase`“format” is ${shown(format)} instead of “unrolled”: this is no experiment file.`,
    });
  if (typeof version !== "number" || !Number.isInteger(version) || version < 1)
    errors.push({
      path: "version",
      message: phrase`“version” is ${shown(version)} instead of a whole number from 1 on.`,
    });
  else if (version > experimentFileVersion)
    problems.push({
      path: "version",
      message: phrase`The file was made by a newer version of the page (“version” is ${version}; this one reads up to ${experimentFileVersion}). What could be read is shown.`,
    });
  if (typeof link !== "string")
    errors.push({
      path: "link",
      message: phrase`“link” is ${shown(link)} instead of a text like “#1/models=lstm,gru”.`,
    });
  if (title !== undefined && (typeof title !== "string" || title.length > maxTitleLength))
    errors.push({
      path: "title",
      message: phrase`“title” is ${typeof title === "string" ? phrase`${title.length} characters long` : shown(title)} instead of a text of at most ${maxTitleLength} characters.`,
    });
  const known = ["format", "version", "link", "title", "data"];
  const [unknown, ...others] = Object.keys(content).filter((name) => !known.includes(name));
  if (unknown !== undefined)
    problems.push({
      path: unknown,
      message:
        others.length > 0
          ? phrase`${quote(unknown)} and ${others.length} more is nothing that this version knows in an experiment file; it was left out.`
          : phrase`${quote(unknown)} is nothing that this version knows in an experiment file; it was left out.`,
    });
  const read = typeof link === "string" ? decode(link) : null;
  const task = read && data !== undefined ? withCheckedData(read.spec.task, data) : read?.spec.task;
  if (task && isFormed(task)) errors.push({ path: "data", message: phrase`“data” cannot be used: ${task}.` });
  if (errors.length > 0 || !read || !task || isFormed(task)) return { ok: false, errors };
  // What the link has no room for stands beside it.
  for (const { path, message } of read.problems)
    if (path !== "data" || data === undefined)
      problems.push({ path: path === "" ? "link" : `link ${path}`, message });
  return {
    ok: true,
    file: { spec: { ...read.spec, task }, ...(typeof title === "string" && { title }) },
    problems,
  };
}
