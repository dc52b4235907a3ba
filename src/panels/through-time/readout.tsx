import { formatNorm } from "../../lib/format.ts";
import { useApp } from "../../store/hooks.ts";
import { en } from "../../text/en.ts";
import { LaneMark } from "../../ui/lane-mark.tsx";
import { useText, useWords } from "../../ui/words.ts";
import { shownNorm } from "../gradient-scale.ts";
import { usePicture, useStep } from "../time/hooks.ts";
import { countedLanes, networkAt } from "../time/picture.ts";
import { outputLabel, outputText } from "./output-strip.tsx";

interface ReadoutProps {
  /** Which strip's values fit what is on the screen. */
  readonly show?: "output" | "gradient";
}

/** The readout in one line, for the dock of a phone: always there, always as high. */
export function ThroughTimeReadout({ show = "output" }: ReadoutProps) {
  const words = useWords(en.panels.throughTime);
  const say = useText();
  const picture = usePicture();
  const step = useStep();
  const mode = useApp((state) => state.gradientMode);
  if (!picture || step === null) return <p className="tt-dock tt-dock-hint">{words.hintTouch}</p>;
  const label =
    show === "output" ? outputLabel(words, say, picture.output) : mode === "share" ? words.share : words.norm;
  if (step >= picture.length) return <p className="tt-dock tt-dock-hint">{words.afterEnd}</p>;
  const textOf = (m: number): string => {
    if (show === "output") return outputText(picture.output, m, step);
    const model = networkAt(picture, m);
    if (!model && countedLanes(picture).includes(m)) return words.noGradient;
    return formatNorm(shownNorm(model?.norms[model.states[0] ?? "h"] ?? [], step, mode));
  };
  return (
    <p className="tt-dock">
      <span>
        {words.time} <b>{step + 1}</b> {label}
      </span>
      {picture.names.map((name, m) => (
        <span key={name} title={name}>
          <LaneMark lane={m} /> <b>{textOf(m)}</b>
        </span>
      ))}
    </p>
  );
}
