import { type AnyValues, type FieldValue, parseField, printField } from "../lib/fields.ts";
import { type Formed, isFormed, phrase } from "../lib/phrase.ts";
import { quote } from "../lib/quote.ts";
import { optimizers } from "../optimizers/index.ts";
import { tasks } from "../tasks/index.ts";
import { checkChange } from "./check.ts";
import { missingData, readData } from "./data-in-link.ts";
import { type Checked, checkBody } from "./link-check.ts";
import { optimizerDefaults, taskDefaults, trainingDefaults, version, viewDefaults } from "./link-defaults.ts";
import { type Report, readKind, readModels, take } from "./link-read-models.ts";
import { repairs } from "./link-repair.ts";
import { unpack } from "./packed.ts";
import { fieldAt, fieldsAt, layerIndexAt, locate, modelPath, valuesAt } from "./paths.ts";
import { type Change, type ExperimentSpec, layersOf, maxChanges, withData } from "./spec.ts";
import { v1 } from "./versions/v1.ts";

export interface Problem {
  /** The key that it is about, as written; empty where it is about the whole link. */
  readonly path: string;
  readonly message: Formed;
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

/**
 * The experiment of a hash, with or without its "#". Never throws; the spec is always a valid one. What became of the
 * link on its way is undone where more of it can be read then; a link that can be read is taken as it stands.
 */
export function decode(hash: string): Link {
  let best = readLink(hash);
  if (best.flaws > 0) {
    for (const text of repairs(hash.slice(0, maxLinkLength + 1))) {
      const read = readLink(text);
      if (read.check === "none" && best.check !== "none") continue;
      // With its check the text is the one that was written, whatever else is wrong with it.
      if (read.check === "fits" && best.check !== "fits") best = read;
      else if (read.flaws < best.flaws && best.check !== "fits") best = read;
      if (best.flaws === 0 || best.check === "fits") break;
    }
  }
  return best.link;
}

interface Reading {
  readonly link: Link;
  /** What could not be read, and a check that does not fit. */
  readonly flaws: number;
  readonly check: Checked["check"];
}

/** A link as it stands. */
function readLink(hash: string): Reading {
  const problems: Problem[] = [];
  const report: Report = (path, message) => problems.push({ path, message });
  const { version: found, body } = readVersion(hash, report);
  const { parts, check } = checkBody(body);
  const entries = readEntries(parts, report);
  const written = take(entries, "data");
  const settings = readSpec(entries, report);
  const { spec, missing } =
    written === undefined ? { spec: settings, missing: null } : readOwnData(settings, written, report);
  if (check === "differs") problems.unshift({ path: "", message: changedOnItsWay(parts) });
  const more = problems.length - maxProblems;
  const told =
    more > 0
      ? [
          ...problems.slice(0, maxProblems),
          { path: "", message: phrase`${more} more parts of the link could not be read either.` },
        ]
      : problems;
  return {
    link: { spec, problems: told, version: found, missing },
    flaws: problems.length - (missing === null ? 0 : 1),
    check,
  };
}

const changedOnItsWay = (parts: readonly string[]): Formed => {
  const last = parts.at(-1);
  const read =
    last === undefined
      ? phrase`Nothing is left behind its check. This is the default experiment.`
      : phrase`What is left of it was read; it ends with ${quote(last)}.`;
  return phrase`The link looks cut off or changed: its check does not match. ${read} Copy the whole link again, or compare the settings with the original.`;
};

/** User data, where the task takes it. */
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
  if (!isFormed(task)) return { spec: { ...spec, task }, missing: null };
  report("data", phrase`The data in the link was left out: ${task}. Copy the whole link again.`);
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
      phrase`The link is ${hash.length} characters long; only the first ${maxLinkLength} were read. Ask for it again if something is missing.`,
    );
  }
  const [, digits, body = ""] = /^(\d{1,9})(?:\/(.*))?$/s.exec(text) ?? [];
  if (digits === undefined) {
    report(
      "",
      phrase`The link begins with ${quote(text)} instead of “1/”. Nothing could be read from it; this is the default experiment. Copy the whole link again.`,
    );
    return { version, body: "" };
  }
  const found = Number(digits);
  if (found > version)
    report(
      "",
      phrase`The link was made by a newer version of the page (“${digits}”; this one reads up to ${version}). What could be read is shown; reload the page to get the newer one.`,
    );
  if (found < 1)
    report("", phrase`The link says version “${digits}”, which never was; it was read as version 1.`);
  return { version: found, body };
}

/** The parts of a link by key. Where a key is there twice, the first counts. */
function readEntries(parts: readonly string[], report: Report): Map<string, string> {
  const found = new Map<string, string>();
  const put = (key: string, value: string) => {
    // The first layer has two names.
    const name = key.replace(/^(models\.(?:\d|\*))\.layers\.0\./, "$1.");
    if (found.has(name))
      report(key, phrase`${quote(key)} is there twice; the first counts, not ${quote(value)}.`);
    else found.set(name, value);
  };
  for (const part of parts) {
    try {
      const entry = decodeURIComponent(part);
      const equals = entry.indexOf("=");
      if (equals < 0) {
        report(
          part,
          phrase`${quote(part)} has no “=” and was left out; the link was probably cut off there.`,
        );
        continue;
      }
      const [key, value] = [entry.slice(0, equals), entry.slice(equals + 1)];
      if (key !== "packed") {
        put(key, value);
        continue;
      }
      const { entries, complete } = unpack(value, v1);
      for (const [name, text] of entries) put(name, text);
      if (!complete || entries.length === 0)
        report(
          key,
          phrase`The packed part ${quote(value)} breaks off or is damaged; what came before was read. Copy the whole link again.`,
        );
    } catch {
      report(
        part,
        phrase`${quote(part)} is not well encoded (“%” needs two hexadecimal digits) and was left out.`,
      );
    }
  }
  return found;
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
  const all: ExperimentSpec = {
    task: { kind: taskKind, values: taskDefaults(taskKind) },
    models: readModels(entries, report),
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
  const read = spec.models.flatMap((model, m) => (layersOf(model).length > 0 ? [m] : []));
  const changes = spec.changes.map((change) => {
    const at = locate(change.field);
    return at?.group === "models"
      ? { ...change, field: change.field.replace(/\d/, String(read.indexOf(at.model))) }
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
    const model = at?.group === "models" ? draft.models[at.model] : undefined;
    if (model && layersOf(model).length === 0) continue; // its cell was unknown
    // The first layer has two names, whatever its part is called.
    const short =
      at?.group === "models" && layerIndexAt(draft, at) === 0 ? modelPath(at.model, at.name) : key;
    if (short !== key && entries.has(short))
      report(
        key,
        phrase`${quote(key)} is there twice, as ${quote(short)} too, which counts, not ${quote(written)}.`,
      );
    else if (fieldAt(draft, key)) readValue(draft, key, key, written, report);
    else report(key, unknownSetting(key));
  }
}

const unknownSetting = (key: string): Formed =>
  phrase`${quote(key)} is no setting of this experiment, or not one that this version of the page knows; it was left out.`;

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
  const values = valuesAt(draft, at) as Draft;
  // Long texts are for text fields; as a number, a long run of digits would only be slow to refuse.
  const checked = parseField(
    field,
    field.type === "text" || written.length <= 100 ? written : `${written.slice(0, 100)}…`,
  );
  if (checked.ok) values[at.name] = withoutMinusZero(checked.value);
  else
    report(
      key,
      phrase`${key}: ${checked.error}. It stays at ${quote(printField(field, values[at.name] as FieldValue))}; set it by hand if need be.`,
    );
  return checked.ok;
}

const withoutMinusZero = (value: FieldValue): FieldValue => (value === 0 ? 0 : value);

function readChanges(spec: ExperimentSpec, written: string, report: Report): readonly Change[] {
  const parts = written.split(",");
  if (parts.length > maxChanges)
    report(
      "changes",
      phrase`The link has ${parts.length} changes during the run; only the first ${maxChanges} were read.`,
    );
  const changes = parts.slice(0, maxChanges).flatMap((part): Change[] => {
    const [, update, path, value] = /^(\d{1,9}):([^:]{1,100}):([^:]{0,100})$/.exec(part) ?? [];
    const field = path === undefined ? undefined : fieldAt(spec, path);
    const parsed = field && value !== undefined ? parseField(field, value) : undefined;
    const checked =
      parsed?.ok === false
        ? parsed.error
        : update === undefined
          ? phrase`it is not of the form update:setting:value`
          : checkChange(spec, Number(update), path, parsed?.value);
    if (!isFormed(checked)) return [checked];
    report("changes", phrase`The change ${quote(part)} was left out: ${checked}.`);
    return [];
  });
  // Stable, so that two changes of one update keep their order.
  return changes.sort((a, b) => a.update - b.update);
}
