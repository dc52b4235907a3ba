import { Pause, Play, RotateCcw, SkipForward, Undo2 } from "lucide-react";
import { memo } from "react";
import { formatCount } from "../lib/format.ts";
import { updatesMore } from "../store/duration.ts";
import { useActions, useApp } from "../store/hooks.ts";
import { en } from "../text/en.ts";
import { useWords } from "../ui/words.ts";
import { canTrain } from "./phases.ts";

interface TrainButtonProps {
  /** While the invitation has the only filled button, this one is outlined. */
  readonly outlined?: boolean;
  readonly large?: boolean;
  /**
   * The invitation's: the same command a second time, for the eye and the pointer. Keyboard and screen reader have the
   * bar's, so that "Train" is one button by name.
   */
  readonly twin?: boolean;
}

export const TrainButton = memo(function TrainButton({
  outlined = false,
  large = false,
  twin = false,
}: TrainButtonProps) {
  const words = useWords(en.app.controls);
  const phase = useApp((app) => app.run.phase);
  const more = useApp((app) => updatesMore(app.run, app.spec));
  const { train, pause } = useActions();
  const training = phase === "training";
  const Icon = training ? Pause : Play;
  const count = more === null || more === 0 ? null : formatCount(more);
  return (
    <button
      type="button"
      className={`button${outlined ? "" : " button-filled"}${large ? " button-large" : ""}`}
      disabled={!canTrain(phase) || more === 0}
      data-more={count !== null || undefined}
      aria-hidden={twin || undefined}
      tabIndex={twin ? -1 : undefined}
      onClick={training ? pause : train}
    >
      <Icon aria-hidden="true" className="icon-solid" size={large ? 17 : 13} />
      {count === null ? (
        <>
          <span>{training ? words.pause : words.train}</span>
          <span className="key" aria-hidden="true">
            {words.keys.train}
          </span>
        </>
      ) : (
        <span>{words.trainMore(count)}</span>
      )}
    </button>
  );
});

/** One update, Reset, Undo; in the dock as icons only. */
export const StepButtons = memo(function StepButtons({ icons = false }: { readonly icons?: boolean }) {
  const words = useWords(en.app.controls);
  const able = useApp((app) => canTrain(app.run.phase) && app.run.phase !== "training");
  const canUndo = useApp((app) => app.canUndo);
  const { oneUpdate, reset, undo } = useActions();
  const size = icons ? 22 : 14;
  const className = icons ? "button button-icon" : "button button-step";
  return (
    <>
      <button
        type="button"
        className={className}
        aria-label={icons ? words.oneUpdate : undefined}
        title={words.oneUpdate}
        disabled={!able}
        onClick={oneUpdate}
      >
        <SkipForward aria-hidden="true" size={size} className="icon-step" />
        {!icons && <span>{words.oneUpdate}</span>}
        {!icons && (
          <span className="key" aria-hidden="true">
            {words.keys.oneUpdate}
          </span>
        )}
      </button>
      <button
        type="button"
        className={className}
        aria-label={icons ? words.reset : undefined}
        title={words.resetTitle}
        onClick={reset}
      >
        <RotateCcw aria-hidden="true" size={size} strokeWidth={2.2} />
        {!icons && <span>{words.reset}</span>}
        {!icons && (
          <span className="key" aria-hidden="true">
            {words.keys.reset}
          </span>
        )}
      </button>
      {canUndo && (
        <button
          type="button"
          className={className}
          aria-label={icons ? words.undo : undefined}
          title={words.undoTitle}
          onClick={undo}
        >
          <Undo2 aria-hidden="true" size={size} strokeWidth={2.2} />
          {!icons && <span>{words.undo}</span>}
        </button>
      )}
    </>
  );
});
