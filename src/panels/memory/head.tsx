import { cssGradient, rdbuStops, slateStops } from "../../lib/colour-maps.ts";
import { formatCount } from "../../lib/format.ts";
import { useApp, useAppState } from "../../store/hooks.ts";
import { columns as columnsEnglish } from "../../text/en/columns.ts";
import { memory as english } from "../../text/en/memory.ts";
import { en } from "../../text/en.ts";
import { useText, useWords } from "../../ui/words.ts";
import { HelpMark } from "../help-mark.tsx";
import { memoryOf } from "../memory-signals.ts";
import { ModelPicker } from "../model-picker.tsx";
import { useShownLane } from "../shown-model.ts";
import { useStep } from "../time/hooks.ts";
import type { Picture } from "../time/picture.ts";
import { CopyWord } from "../update-chart-tools.tsx";
import { memoryTable } from "./table.ts";

interface HeadProps {
  readonly picture: Picture;
}

function Bars() {
  const words = useWords(en.panels.throughTime);
  const theme = useApp((app) => app.theme);
  return (
    <>
      <span className="tt-bar tt-bar-gate">
        <span className="mem-wide">{words.closedLong}</span>
        <span className="mem-compact">{words.closed}</span>
        <i style={{ background: cssGradient(slateStops[theme], "to right") }} />
        <span className="mem-wide">{words.openLong}</span>
        <span className="mem-compact">{words.open}</span>
      </span>
      <span className="tt-bar">
        −1
        <i style={{ background: cssGradient(rdbuStops[theme], "to right") }} />
        +1
      </span>
    </>
  );
}

function Tools({ picture }: HeadProps) {
  const words = useWords(en.panels.throughTime);
  const columns = useWords(columnsEnglish);
  const say = useText();
  const getState = useAppState();
  const step = useStep();
  const lane = useShownLane();
  const memory = lane === null ? null : memoryOf(picture, lane);
  return (
    <div className="tt-tools">
      {memory && (
        <CopyWord table={() => memoryTable({ columns, say }, picture, memory, getState().notation)} />
      )}
      <span className="tt-update">
        {words.atUpdate} <b>{picture.trace ? formatCount(picture.trace.update) : "–"}</b>
      </span>
      <span className="tt-time" data-page-only={step === null || undefined}>
        {words.time} <b>{step === null ? "–" : step + 1}</b> {words.of(formatCount(picture.steps))}
      </span>
    </div>
  );
}

/** Title, models by name, what the rows are, the two scales, the update and the step. */
export function MemoryHead({ picture }: { readonly picture: Picture | null }) {
  const words = useWords(english);
  const titles = useWords(en.panels.titles);
  return (
    <header className="tt-head mem-head">
      <h2>{titles.memory}</h2>
      <HelpMark panel="memory" title={titles.memory} />
      <ModelPicker withLayers />
      <p title={words.note}>{words.note}</p>
      <Bars />
      {picture && <Tools picture={picture} />}
    </header>
  );
}
