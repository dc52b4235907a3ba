import "./preset-steps.css";
import { memo } from "react";
import { type PresetStep, presets } from "../experiment/presets.ts";
import { formatCount } from "../lib/format.ts";
import { useActions, useApp } from "../store/hooks.ts";
import { en } from "../text/en.ts";
import { useText, useWords } from "../ui/words.ts";

/** The steps of the chosen preset: numbered, ticked when done, and "Do it" at the present one; until it is left. */
export const PresetSteps = memo(function PresetSteps() {
  const words = useWords(en.app.steps);
  const text = useText();
  const preset = useApp(({ presetId }) => presets.find(({ id }) => id === presetId));
  const done = useApp((app) => app.presetStep);
  const { leavePreset } = useActions();
  if (!preset) return null;
  const { title, steps } = preset;
  return (
    <section className="rail-part steps" aria-label={words.heading}>
      <div className="rail-head">
        <h2>{text(title)}</h2>
        <span className="rail-words">
          <span className="rail-aside number">
            {words.progress(formatCount(done), formatCount(steps.length))}
          </span>
          <button
            type="button"
            className="word"
            aria-label={words.leaveName(text(title))}
            onClick={leavePreset}
          >
            {words.leave}
          </button>
        </span>
      </div>
      <ol>
        {steps.map((step, n) => (
          <li key={step.say} data-state={n < done ? "done" : n === done ? "now" : "later"}>
            <span className="steps-mark" aria-hidden="true">
              {n < done ? <Check /> : n + 1}
            </span>
            <span className="steps-say">
              {n <= done && <span className="hidden-word">{n < done ? words.done : words.now} </span>}
              {text(step.say)}
              {n === done && <DoIt step={step} />}
            </span>
          </li>
        ))}
      </ol>
      <p className="hidden-word" role="status">
        {done === steps.length ? words.complete : ""}
      </p>
    </section>
  );
});

function DoIt({ step }: { readonly step: PresetStep }) {
  const words = useWords(en.app.steps);
  const training = useApp((app) => app.run.phase === "training");
  const broken = useApp((app) => app.run.phase === "failed");
  const { doStep } = useActions();
  const { kind } = step.act;
  if (training && (kind === "train" || kind === "oneUpdate"))
    return <span className="steps-running">{words.running}</span>;
  return (
    <button
      type="button"
      className="steps-do"
      disabled={broken && kind !== "reset" && kind !== "set"}
      onClick={doStep}
    >
      {words.doIt}
    </button>
  );
}

const Check = () => (
  <svg width="11" height="9" viewBox="0 0 11 9" aria-hidden="true">
    <path d="M1 5l3 3 6-7" fill="none" stroke="currentColor" strokeWidth="2" />
  </svg>
);
