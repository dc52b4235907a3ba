import { Fragment, memo, useRef } from "react";
import { type Preset, presets } from "../experiment/presets.ts";
import { formatAbout, formatCount } from "../lib/format.ts";
import type { Phrase } from "../lib/phrase.ts";
import { useApp } from "../store/hooks.ts";
import { tasks } from "../tasks/index.ts";
import { en } from "../text/en.ts";
import { useText, useWords } from "../ui/words.ts";
import { TrainButton } from "./controls.tsx";
import { useDuration } from "./run-status.tsx";

/** Characters from which the headline is set smaller: it has three lines, and then four. */
const longFrom = 108;
const veryLongFrom = 136;
/** Fewer than these take two lines at most. */
const shortLine = 60;

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
  const words = useWords(en.app.invitation);
  const say = useText();
  const kind = useApp((app) => app.spec.task.kind);
  const length = useApp((app) => app.spec.task.values.length);
  const models = useApp((app) => app.spec.models.length);
  const updates = useApp((app) => app.spec.training.updates);
  const ahead = useDuration();
  const presetId = useApp((app) => app.presetId);
  const preset = presets.find(({ id }) => id === presetId);
  const isRace = kind === "temporal-order" && (preset === undefined || preset === presets[0]);
  const lines = isRace
    ? words.order(models, Number(length))
    : preset
      ? [say(preset.title)]
      : [say(tasks[kind].summary), words.other(models)];
  const size = lines.join(" ").length;
  return (
    <section
      className="invitation"
      data-long={size > veryLongFrom ? "very" : size > longFrom || undefined}
      aria-label={lines.join(" ")}
    >
      <h2>
        {lines.map((line) => (
          <span key={line}>
            {/* A short line breaks between its sentences first; a long one needs the room that this leaves. */}
            {(line.length < shortLine ? line.split(/(?<=[.?]) /) : [line]).map((sentence) => (
              <Fragment key={sentence}>
                <span className="invitation-sentence">{sentence}</span>{" "}
              </Fragment>
            ))}
          </span>
        ))}
      </h2>
      <div className="invitation-act">
        {button && <TrainButton large twin />}
        <p>
          {preset && !isRace
            ? sentences(say, preset)
            : words.below(
                updates > 0 ? formatCount(updates) : null,
                ahead && formatAbout(ahead.seconds),
                models,
              )}
        </p>
      </div>
    </section>
  );
});

const sentences = (say: (said: Phrase) => string, { press, look }: Preset): string =>
  `${say(press)} ${say(look)}`;
