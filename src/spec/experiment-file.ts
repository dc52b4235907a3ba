/**
 * An experiment as a file (`name.unrolled.json`): the link, and what a link has no room for. Small and readable, so that
 * people may keep it beside their notes and write it by hand. Reading never throws.
 */
import { quote } from "./check.ts";
import { decode, encode, type Problem } from "./link.ts";
import type { ExperimentSpec } from "./spec.ts";

export const experimentFileVersion = 1;
export const experimentFileEnding = ".unrolled.json";
/** Characters: room for a text to learn from, and not for a film. */
export const maxExperimentFileLength = 4_000_000;
export const maxTitleLength = 200;
/** Of lists and objects within `data`. */
const maxDepth = 32;

export interface ExperimentFile {
  readonly spec: ExperimentSpec;
  readonly title?: string;
  /** Room for data of one's own: JSON that is carried along, and that nothing reads yet. */
  readonly data?: unknown;
}

export type ParsedExperimentFile =
  /** As with links: what could be read, and what could not; the paths of the link's own settings begin with "link". */
  | { readonly ok: true; readonly file: ExperimentFile; readonly problems: readonly Problem[] }
  | { readonly ok: false; readonly errors: readonly Problem[] };

/** Whether lists and objects lie at most so deep in each other. */
function isWithin(value: unknown, depth: number): boolean {
  if (typeof value !== "object" || value === null) return true;
  return depth > 0 && Object.values(value).every((part) => isWithin(part, depth - 1));
}

/**
 * The file's text.
 * @throws RangeError with a sentence for people where it would not be read back.
 */
export function writeExperimentFile({ spec, title, data }: ExperimentFile): string {
  const named = title === undefined ? {} : { title };
  const more = data === undefined ? {} : { data };
  const content = {
    format: "unrolled",
    version: experimentFileVersion,
    ...named,
    link: encode(spec),
    ...more,
  };
  if (!isWithin(data, maxDepth)) throw new RangeError(tooDeep);
  const text = `${JSON.stringify(content, null, 2)}\n`;
  const read = parseExperimentFile(text);
  const [problem] = read.ok ? read.problems : read.errors;
  if (problem) throw new RangeError(problem.message);
  return text;
}

const tooDeep = `“data” holds lists or objects more than ${maxDepth} deep in each other; make it flatter.`;
const shown = (value: unknown): string =>
  value === undefined ? "nothing" : typeof value === "object" ? "a list or object" : quote(String(value));

/** The experiment of a file of unknown origin. */
export function parseExperimentFile(text: string): ParsedExperimentFile {
  const errors: Problem[] = [];
  const problems: Problem[] = [];
  const fail = (message: string): ParsedExperimentFile => ({ ok: false, errors: [{ path: "", message }] });
  if (text.length > maxExperimentFileLength)
    return fail(
      `The file is ${text.length} characters long; ${maxExperimentFileLength} is the most that an experiment file may have.`,
    );
  let parsed: unknown;
  try {
    // Some editors put a mark in front.
    parsed = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch {
    return fail(`The file is no JSON; it begins with ${quote(text)}. Save it from the page again.`);
  }
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed))
    return fail(`The file holds ${shown(parsed)} where an experiment's settings are meant to be.`);
  const record = parsed as { readonly [name: string]: unknown };
  const own = (name: string): unknown => (Object.hasOwn(record, name) ? record[name] : undefined);

  const [format, version, link, title, data] = ["format", "version", "link", "title", "data"].map(own);
  if (format !== "unrolled")
    errors.push({
      path: "format",
      message: `“format” is ${shown(format)} instead of “unrolled”: this is no experiment file.`,
    });
  if (typeof version !== "number" || !Number.isInteger(version) || version < 1)
    errors.push({
      path: "version",
      message: `“version” is ${shown(version)} instead of a whole number from 1 on.`,
    });
  else if (version > experimentFileVersion)
    problems.push({
      path: "version",
      message: `The file was made by a newer version of the page (“version” is ${version}; this one reads up to ${experimentFileVersion}). What could be read is shown.`,
    });
  if (typeof link !== "string")
    errors.push({
      path: "link",
      message: `“link” is ${shown(link)} instead of a text like “#1/models=lstm,gru”.`,
    });
  if (title !== undefined && (typeof title !== "string" || title.length > maxTitleLength))
    errors.push({
      path: "title",
      message: `“title” is ${typeof title === "string" ? `${title.length} characters long` : shown(title)} instead of a text of at most ${maxTitleLength} characters.`,
    });
  if (!isWithin(data, maxDepth)) errors.push({ path: "data", message: tooDeep });
  const known = ["format", "version", "link", "title", "data"];
  const [unknown, ...others] = Object.keys(record).filter((name) => !known.includes(name));
  if (unknown !== undefined)
    problems.push({
      path: unknown,
      message: `${quote(unknown)}${others.length > 0 ? ` and ${others.length} more` : ""} is nothing that this version knows in an experiment file; it was left out.`,
    });
  if (errors.length > 0 || typeof link !== "string") return { ok: false, errors };
  const read = decode(link);
  for (const { path, message } of read.problems)
    problems.push({ path: path === "" ? "link" : `link ${path}`, message });
  return {
    ok: true,
    file: {
      spec: read.spec,
      ...(typeof title === "string" && { title }),
      ...(data !== undefined && { data }),
    },
    problems,
  };
}
