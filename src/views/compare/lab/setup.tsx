import { useId, useState } from "react";
import {
  checkLab,
  jobsOf,
  type Lab,
  readAxis,
  readLab,
  readSeeds,
  writeSeeds,
  writeValues,
} from "../../../lab/lab.ts";
import { formatCount } from "../../../lib/format.ts";
import type { Phrase } from "../../../lib/phrase.ts";
import { saidBy } from "../../../lib/said.ts";
import { useApp } from "../../../store/hooks.ts";
import type { LabDesk } from "../../../store/lab-desk.ts";
import { lab as english } from "../../../text/en/lab.ts";
import { useText, useWords } from "../../../ui/words.ts";
import { type LabSetting, labSettings, valuesToTry } from "./settings.ts";

/** What is typed of a setting that is varied; no path: none is. */
interface Typed {
  readonly path: string;
  readonly values: string;
}

const nothing: Typed = { path: "", values: "" };
const seedsAtFirst = "1-10";
const groups = ["task", "models", "optimizer", "training"] as const;

interface Draft {
  readonly seeds: string;
  readonly axes: readonly [Typed, Typed];
}

/** Of the link that was opened, where it has a lab; else the task's length, or whatever setting comes first. */
function draftOf(base: Lab["base"], settings: readonly LabSetting[]): Draft {
  const asked = new URLSearchParams(location.search).get("lab");
  if (asked !== null)
    try {
      const { axes, seeds } = readLab(base, asked);
      const [first = nothing, second = nothing] = axes.map((axis) => ({
        path: axis.path,
        values: writeValues(base, axis),
      }));
      return { seeds: writeSeeds(seeds), axes: [first, second] };
    } catch (error) {
      // What is wrong stands under the fields, with the value that is.
      if (!(error instanceof RangeError)) throw error;
      const [seeds = "", first = "", second = ""] = asked.split(";");
      const typed = (part: string): Typed => {
        const at = part.indexOf("=");
        return at < 0 ? nothing : { path: part.slice(0, at), values: part.slice(at + 1) };
      };
      return { seeds: seeds.replace(/^seeds=/, ""), axes: [typed(first), typed(second)] };
    }
  const first = settings.find(({ path }) => path === "task.length") ?? settings[0];
  return {
    seeds: seedsAtFirst,
    axes: [first ? { path: first.path, values: valuesToTry(first) } : nothing, nothing],
  };
}

type Drafted = { readonly lab: Lab; readonly runs: number } | { readonly why: Phrase };

function drafted(base: Lab["base"], { seeds, axes }: Draft): Drafted {
  try {
    const lab: Lab = {
      base,
      axes: axes.filter(({ path }) => path !== "").map(({ path, values }) => readAxis(base, path, values)),
      seeds: readSeeds(seeds),
    };
    checkLab(lab);
    return { lab, runs: jobsOf(lab).length };
  } catch (error) {
    return { why: saidBy(error) };
  }
}

interface LabSetupProps {
  readonly desk: LabDesk;
  onStart(): void;
  readonly onBack: (() => void) | null;
}

/** Which settings, which values, which seeds. */
export function LabSetup({ desk, onStart, onBack }: LabSetupProps) {
  const words = useWords(english);
  const say = useText();
  const base = useApp((app) => app.spec);
  const settings = labSettings(base);
  const [draft, setDraft] = useState(() => draftOf(base, settings));
  const own = drafted(base, draft);
  const id = useId();
  const start = (lab: Lab) => {
    desk.start(lab);
    onStart();
  };
  const { seed, updates } = base.training;
  const withAxis = (place: 0 | 1, typed: Typed) =>
    setDraft({ ...draft, axes: place === 0 ? [typed, draft.axes[1]] : [draft.axes[0], typed] });
  return (
    <form
      className="lab-setup"
      onSubmit={(event) => {
        event.preventDefault();
        if ("lab" in own) start(own.lab);
      }}
    >
      <h2>{words.title}</h2>
      <p className="lab-lead">{words.lead}</p>
      {([0, 1] as const).map((place) => (
        <AxisRow
          key={place}
          label={place === 0 ? words.vary : words.and}
          settings={settings}
          typed={draft.axes[place]}
          onChange={(typed) => withAxis(place, typed)}
        />
      ))}
      <label className="lab-row">
        <span>{words.seeds}</span>
        <input
          className="lab-input"
          value={draft.seeds}
          title={words.seedsTitle}
          onChange={(event) => setDraft({ ...draft, seeds: event.target.value })}
        />
      </label>
      <p id={`${id}-why`} className="lab-why" role="status">
        {"why" in own ? say(own.why) : updates > 0 && words.updates(formatCount(updates))}
      </p>
      <div className="lab-acts">
        <button type="submit" className="button" disabled={"why" in own} aria-describedby={`${id}-why`}>
          {"runs" in own ? words.start(own.runs) : words.startNone}
        </button>
        <button
          type="button"
          className="word"
          title={words.threeTitle}
          disabled={updates === 0}
          onClick={() => start({ base, axes: [], seeds: [seed, seed + 1, seed + 2] })}
        >
          {words.three}
        </button>
        {onBack && (
          <button type="button" className="word" onClick={onBack}>
            {words.back}
          </button>
        )}
      </div>
    </form>
  );
}

interface AxisRowProps {
  readonly label: string;
  readonly settings: readonly LabSetting[];
  readonly typed: Typed;
  onChange(typed: Typed): void;
}

function AxisRow({ label, settings, typed, onChange }: AxisRowProps) {
  const words = useWords(english);
  const say = useText();
  const shown = settings.find(({ path }) => path === typed.path);
  const name = shown ? say(shown.field.label) : typed.path;
  return (
    <div className="lab-row">
      <label>
        <span>{label}</span>
        <select
          className="lab-input"
          value={typed.path}
          onChange={({ target: { value } }) => {
            const next = settings.find(({ path }) => path === value);
            onChange(next ? { path: value, values: valuesToTry(next) } : nothing);
          }}
        >
          <option value="">{words.nothing}</option>
          {typed.path !== "" && !shown && <option value={typed.path}>{typed.path}</option>}
          {groups.map((group) => (
            <optgroup key={group} label={words.settings[group]}>
              {settings
                .filter((one) => one.group === group)
                .map(({ path, field }) => (
                  <option key={path} value={path}>
                    {say(field.label)}
                  </option>
                ))}
            </optgroup>
          ))}
        </select>
      </label>
      {typed.path !== "" && (
        <input
          className="lab-input lab-values"
          aria-label={words.valuesOf(name)}
          title={words.valuesOf(name)}
          value={typed.values}
          onChange={({ target: { value } }) => onChange({ ...typed, values: value })}
        />
      )}
      {shown?.field.type !== "flag" && shown && "unit" in shown.field && shown.field.unit && (
        <span className="lab-unit">{say(shown.field.unit)}</span>
      )}
    </div>
  );
}
