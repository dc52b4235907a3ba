import { memo, useRef } from "react";
import { formatCount } from "../lib/format.ts";
import { type Preset, presets } from "../spec/presets.ts";
import { useApp } from "../store/hooks.ts";
import { tasks } from "../tasks/index.ts";
import { en } from "../text/en.ts";
import { TrainButton } from "./controls.tsx";

const words = en.app.invitation;
/** Characters from which the headline is set smaller: it has three lines. */
const longFrom = 108;

/** The first visit's invitation, and that of a preset just chosen, until the first update. */
export function useInvited(): boolean {
  const untouched = useApp(
    ({ run }) => run.update === 0 && (run.phase === "ready" || run.phase === "preparing"),
  );
  const preset = useApp((app) => app.presetId);
  // What the person has already answered: null is nothing yet.
  const answered = useRef<{ readonly preset: string | null } | null>(null);
  if (!untouched) answered.current = { preset };
  return untouched && (answered.current === null || (preset !== null && preset !== answered.current.preset));
}

/** Two lines as a headline, and what to know before pressing. */
export const Invitation = memo(function Invitation({ button }: { readonly button: boolean }) {
  const kind = useApp((app) => app.spec.task.kind);
  const length = useApp((app) => app.spec.task.values.length);
  const models = useApp((app) => app.spec.models.length);
  const updates = useApp((app) => app.spec.training.updates);
  const presetId = useApp((app) => app.presetId);
  const preset = presets.find(({ id }) => id === presetId);
  const isRace = kind === "temporal-order" && (preset === undefined || preset === presets[0]);
  const lines = isRace
    ? words.order(models, Number(length))
    : preset
      ? [preset.title]
      : [tasks[kind].summary, words.other(models)];
  return (
    <section
      className="invitation"
      data-long={lines.join(" ").length > longFrom || undefined}
      aria-label={lines.join(" ")}
    >
      <h2>
        {lines.map((line) => (
          <span key={line}>{line} </span>
        ))}
      </h2>
      <div className="invitation-act">
        {button && <TrainButton large twin />}
        <p>
          {preset && !isRace
            ? sentences(preset)
            : words.below(updates > 0 ? formatCount(updates) : null, models)}
        </p>
      </div>
    </section>
  );
});

const sentences = ({ press, look }: Preset): string => `${press} ${look}`;
