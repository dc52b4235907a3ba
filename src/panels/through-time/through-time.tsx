import { useState } from "react";
import { useApp } from "../../store/hooks.ts";
import { en } from "../../text/en.ts";
import { useWords } from "../../ui/words.ts";
import { visibleSignals } from "../shown-signals.ts";
import type { Geometry } from "../time/geometry.ts";
import { InputStrip } from "../time/input-strip.tsx";
import type { Picture } from "../time/picture.ts";
import { TimeAxis } from "../time/time-axis.tsx";
import { TimeBand } from "../time/time-band.tsx";
import { GradientStrip } from "./gradient-strip.tsx";
import { GuessesStrip } from "./guesses-strip.tsx";
import { BandHeader } from "./header.tsx";
import { HiddenStrip } from "./hidden-strip.tsx";
import { OutputStrip } from "./output-strip.tsx";
import "./output.css";
import "./through-time-groups.css";
import "./gates.css";

/** Letters of guesses need this many pixels a step. */
const leastGuess = 8;

/** One held-out sequence over one shared axis: input, output, hidden states and the gradient that reaches each step. */
export function ThroughTime() {
  const words = useWords(en.panels.throughTime);
  const shown = useApp((app) => app.shownSignals);
  const gates = ({ signals }: Picture) => visibleSignals(signals, shown, Number.POSITIVE_INFINITY).length;
  return (
    <TimeBand
      label={words.title}
      gates={gates}
      header={(picture) => <BandHeader picture={picture} />}
      empty={<p className="tt-empty">{words.loading}</p>}
    >
      {(picture, geometry) => <Strips picture={picture} geometry={geometry} />}
    </TimeBand>
  );
}

function Strips({ picture, geometry }: { readonly picture: Picture; readonly geometry: Geometry }) {
  const [state, setState] = useState(0);
  const { output } = picture;
  return (
    <>
      <InputStrip picture={picture} geometry={geometry} />
      {output.kind === "guesses" && geometry.bin === 1 && geometry.cell >= leastGuess ? (
        <GuessesStrip picture={picture} output={output} geometry={geometry} />
      ) : (
        <OutputStrip picture={picture} geometry={geometry} />
      )}
      <HiddenStrip picture={picture} geometry={geometry} />
      <GradientStrip picture={picture} geometry={geometry} state={state} onState={setState} />
      <TimeAxis picture={picture} geometry={geometry} />
    </>
  );
}
