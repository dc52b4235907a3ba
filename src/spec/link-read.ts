import { type CellKind, cells } from "../cells/index.ts";
import { type AnyValues, type FieldValue, parseField, printField } from "../lib/fields.ts";
import { optimizers } from "../optimizers/index.ts";
import { tasks } from "../tasks/index.ts";
import { checkChange, kindIn, quote, unknownKind } from "./check.ts";
import { missingData, readData } from "./data-in-link.ts";
import {
  optimizerDefaults,
  plainLayer,
  taskDefaults,
  trainingDefaults,
  version,
  viewDefaults,
} from "./link-defaults.ts";
import { unpack } from "./packed.ts";
import { fieldAt, fieldsAt, layerPath, locate } from "./paths.ts";
import {
  type Change,
  type ExperimentSpec,
  type LayerSpec,
  maxChanges,
  maxLayers,
  maxModels,
  withData,
} from "./spec.ts";
import { v1 } from "./versions/v1.ts";

export interface Problem {
  /** The key that it is about, as written; empty where it is about the whole link. */
  readonly path: string;
  readonly message: string;
}

export interface Link {
  readonly spec: ExperimentSpec;
  readonly problems: readonly Problem[];
  readonly version: number;
  /** Fingerprint of data that the experiment is about and that the link has no room for; one of the problems says so. */
  readonly missing: string | null;
}

/** More than any link needs; what is beyond it is not read. */
export const maxLinkLength = 20_000;
const maxProblems = 10;

type Report = (path: string, message: string) => void;

/** The experiment of a hash, with or without its "#". Never throws; the spec is always a valid one. */
export function decode(hash: string): Link {
  const problems: Problem[] = [];
  const report: Report = (path, message) => problems.push({ path, message });
  const { version: found, body } = readVersion(hash, report);
  const entries = readEntries(body, report);
  const written = take(entries, "data");
  const settings = readSpec(entries, report);
  const { spec, missing } =
    written === undefined ? { spec: settings, missing: null } : readOwnData(settings, written, report);
  const more = problems.length - maxProblems;
  return {
    spec,
    problems:
      more > 0
        ? [
            ...problems.slice(0, maxProblems),
            { path: "", message: `${more} more parts of the link could not be read either.` },
          ]
        : problems,
    version: found,
    missing,
  };
}

/** Data of one's own, where the task takes it. */
function readOwnData(
  spec: ExperimentSpec,
  written: string,
  report: Report,
): { readonly spec: ExperimentSpec; readonly missing: string | null } {
  const read = readData(written);
  if (!read.ok && read.kept !== null) {
    report("data", missingData);
    return { spec, missing: read.kept };
  }
  const task = read.ok ? withData(spec.task, read.data) : read.reason;
  if (typeof task === "object") return { spec: { ...spec, task }, missing: null };
  report("data", `The data in the link was left out: ${task}. Copy the whole link again.`);
  return { spec, missing: null };
}

function readVersion(hash: string, report: Report): { version: number; body: string } {
  let text = hash.replace(/^#/, "");
  if (text === "") return { version, body: "" };
  if (text.length > maxLinkLength) {
    const whole = text.slice(0, maxLinkLength);
    // The last part is broken, and a broken number would be another number.
    text = whole.slice(0, Math.max(whole.lastIndexOf("&"), whole.indexOf("/") + 1));
    report(
      "",
      `The link is ${hash.length} characters long; only the first ${maxLinkLength} were read. Ask for it again if something is missing.`,
    );
  }
  const [, digits, body = ""] = /^(\d{1,9})(?:\/(.*))?$/s.exec(text) ?? [];
  if (digits === undefined) {
    report(
      "",
      `The link begins with ${quote(text)} instead of “1/”, so nothing of it was read: this is the default experiment. Copy the whole link again.`,
    );
    return { version, body: "" };
  }
  const found = Number(digits);
  if (found > version)
    report(
      "",
      `The link was made by a newer version of the page (“${digits}”; this one reads up to ${version}). What could be read is shown; reload the page to get the newer one.`,
    );
  if (found < 1) report("", `The link says version “${digits}”, which never was; it was read as version 1.`);
  return { version: found, body };
}

/** The parts of a link by key. Where a key is there twice, the first counts. */
function readEntries(body: string, report: Report): Map<string, string> {
  const found = new Map<string, string>();
  const put = (key: string, value: string) => {
    // The first layer has two names.
    const name = key.replace(/^(models\.(?:\d|\*))\.layers\.0\./, "$1.");
    if (found.has(name)) report(key, `${quote(key)} is there twice; the first counts, not ${quote(value)}.`);
    else found.set(name, value);
  };
  for (const part of body.split("&")) {
    if (part === "") continue;
    const equals = part.indexOf("=");
    if (equals < 0) {
      report(part, `${quote(part)} has no “=” and was left out; the link may have been cut there.`);
      continue;
    }
    try {
      const key = decodeURIComponent(part.slice(0, equals));
      const value = decodeURIComponent(part.slice(equals + 1));
      if (key !== "packed") {
        put(key, value);
        continue;
      }
      const { entries, complete } = unpack(value, v1.words);
      for (const [name, text] of entries) put(name, text);
      if (!complete)
        report(
          key,
          `The packed part ${quote(value)} breaks off or is damaged; what came before was read. Copy the whole link again.`,
        );
    } catch {
      report(part, `${quote(part)} is not well encoded (“%” needs two hexadecimal digits) and was left out.`);
    }
  }
  return found;
}

/** Takes an entry out of those that are still to be read. */
function take(entries: Map<string, string>, key: string): string | undefined {
  const value = entries.get(key);
  entries.delete(key);
  return value;
}

function readKind<K extends string>(
  entries: Map<string, string>,
  key: string,
  word: string,
  catalog: { readonly [k in K]: unknown },
  fallback: K,
  report: Report,
): K {
  const written = take(entries, key);
  const kind = written === undefined ? fallback : kindIn(catalog, written);
  if (kind === undefined)
    report(
      key,
      `${unknownKind(word, catalog, written)}. ${quote(fallback)} is shown instead; choose another by hand.`,
    );
  return kind ?? fallback;
}

/** A list of cells; `undefined` stands where one is unknown, so that the indices of the others keep their meaning. */
function readCells(
  key: string,
  written: string,
  limit: number,
  what: string,
  report: Report,
): (CellKind | undefined)[] | undefined {
  const names = written.split(",");
  if (written === "" || names.length > limit) {
    const count = written === "" ? "no" : names.length;
    report(
      key,
      `${quote(`${key}=${written}`)} lists ${count} cells; ${what} has 1 to ${limit}. It was left out.`,
    );
    return undefined;
  }
  return names.map((name) => {
    const cell = kindIn(cells, name);
    if (!cell) report(key, `${unknownKind("cell", cells, name)}. It was left out.`);
    return cell;
  });
}

/** The models' layers; null for a model whose cell is unknown. */
function readModels(entries: Map<string, string>, report: Report): (readonly LayerSpec[] | null)[] {
  const standard = v1.models as readonly CellKind[];
  const written = take(entries, "models");
  const listed = written === undefined ? standard : readCells("models", written, maxModels, "a race", report);
  const usable = listed?.some((cell) => cell !== undefined) ? listed : standard;
  return usable.map((first, m) => {
    const key = `models.${m}.layers`;
    const layers = take(entries, key);
    if (first === undefined) return null;
    const found = layers === undefined ? [first] : readCells(key, layers, maxLayers, "a model", report);
    if (!found || found.includes(undefined)) return [plainLayer(first)];
    if (found[0] !== first)
      report(
        key,
        `${quote(`${key}=${layers}`)} begins with another cell than “models” (${quote(first)}); it was left out.`,
      );
    return (found[0] === first ? (found as CellKind[]) : [first]).map(plainLayer);
  });
}

type Draft = { -readonly [K in keyof AnyValues]: AnyValues[K] };

function readSpec(entries: Map<string, string>, report: Report): ExperimentSpec {
  const taskKind = readKind(entries, "task.kind", "task", tasks, v1.task as keyof typeof tasks, report);
  const optimizerKind = readKind(
    entries,
    "optimizer.kind",
    "optimizer",
    optimizers,
    v1.optimizer as keyof typeof optimizers,
    report,
  );
  const changes = take(entries, "changes");
  const slots = readModels(entries, report);
  const all: ExperimentSpec = {
    task: { kind: taskKind, values: taskDefaults(taskKind) },
    models: slots.map((layers) => ({ architecture: "stack", layers: layers ?? [] })),
    optimizer: { kind: optimizerKind, values: optimizerDefaults(optimizerKind) },
    training: trainingDefaults(),
    view: viewDefaults(),
    changes: [],
  };
  readValues(all, entries, report);
  const changed = changes === undefined ? all : { ...all, changes: readChanges(all, changes, report) };
  return withReadModels(changed);
}

/** Without the models that could not be read; changes of the others' gates follow them to their new places. */
function withReadModels(spec: ExperimentSpec): ExperimentSpec {
  const read = spec.models.flatMap(({ layers }, m) => (layers.length > 0 ? [m] : []));
  const changes = spec.changes.map((change) => {
    const at = locate(change.field);
    return at?.group === "models"
      ? { ...change, field: layerPath(read.indexOf(at.model), at.layer, at.name) }
      : change;
  });
  return { ...spec, models: spec.models.filter((_, m) => read.includes(m)), changes };
}

/** Puts every entry into the draft, whose value objects are its own; what all models share comes first. */
function readValues(draft: ExperimentSpec, entries: Map<string, string>, report: Report): void {
  const starred = [...entries].filter(([key]) => key.startsWith("models.*."));
  for (const [key, written] of starred) {
    entries.delete(key);
    const paths = draft.models
      .map((_, m) => key.replace("*", String(m)))
      .filter((path) => fieldAt(draft, path));
    if (paths.length === 0) report(key, unknownSetting(key));
    // What is wrong with it is wrong with it for every model: one sentence is enough.
    paths.every((path) => readValue(draft, path, key, written, report));
  }
  for (const [key, written] of entries) {
    const at = locate(key);
    if (at?.group === "models" && draft.models[at.model]?.layers.length === 0) continue; // its cell was unknown
    if (fieldAt(draft, key)) readValue(draft, key, key, written, report);
    else report(key, unknownSetting(key));
  }
}

const unknownSetting = (key: string): string =>
  `${quote(key)} is no setting of this experiment, or not one that this version of the page knows; it was left out.`;

function readValue(
  draft: ExperimentSpec,
  path: string,
  key: string,
  written: string,
  report: Report,
): boolean {
  const at = locate(path);
  const fields = at && fieldsAt(draft, at);
  const field = fields?.[at?.name ?? ""];
  if (!at || !field) return false;
  const values = (
    at.group === "models"
      ? draft.models[at.model]?.layers[at.layer]?.values
      : at.group === "task" || at.group === "optimizer"
        ? draft[at.group].values
        : draft[at.group]
  ) as Draft;
  // Long texts are for text fields; as a number, a long run of digits would only be slow to refuse.
  const checked = parseField(
    field,
    field.type === "text" || written.length <= 100 ? written : `${written.slice(0, 100)}…`,
  );
  if (checked.ok) values[at.name] = withoutMinusZero(checked.value);
  else
    report(
      key,
      `${key}: ${checked.error}. It stays at ${quote(printField(field, values[at.name] as FieldValue))}; set it by hand if need be.`,
    );
  return checked.ok;
}

const withoutMinusZero = (value: FieldValue): FieldValue => (value === 0 ? 0 : value);

function readChanges(spec: ExperimentSpec, written: string, report: Report): readonly Change[] {
  const parts = written.split(",");
  if (parts.length > maxChanges)
    report(
      "changes",
      `The link has ${parts.length} changes during the run; only the first ${maxChanges} were read.`,
    );
  const changes = parts.slice(0, maxChanges).flatMap((part): Change[] => {
    const [, update, path, value] = /^(\d{1,9}):([^:]{1,100}):([^:]{0,100})$/.exec(part) ?? [];
    const field = path === undefined ? undefined : fieldAt(spec, path);
    const parsed = field && value !== undefined ? parseField(field, value) : undefined;
    const checked =
      parsed?.ok === false
        ? parsed.error
        : update === undefined
          ? "it is not of the form update:setting:value"
          : checkChange(spec, Number(update), path, parsed?.value);
    if (typeof checked !== "string") return [checked];
    report("changes", `The change ${quote(part)} was left out: ${checked}.`);
    return [];
  });
  // Stable, so that two changes of one update keep their order.
  return changes.sort((a, b) => a.update - b.update);
}
