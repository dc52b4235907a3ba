import { useMemo, useRef, useState } from "react";
import { usePaint } from "../../store/hooks.ts";
import { activation as english } from "../../text/en/activation.ts";
import { en } from "../../text/en.ts";
import { useText, useWords } from "../../ui/words.ts";
import { SignalLetter } from "../letter.tsx";
import { keepingGate, type Memory, memoryOf } from "../memory-signals.ts";
import { flatShare } from "../pre-activation.ts";
import { useShownLane } from "../shown-model.ts";
import { SideHead } from "../side-head.tsx";
import { usePicture } from "../time/hooks.ts";
import { countedLanes, pictureOf } from "../time/picture.ts";
import { CopyWord } from "../update-chart-tools.tsx";
import { useHeldGates } from "../use-hold.ts";
import { useSize } from "../use-size.ts";
import { paintActivation, range, ticksOf } from "./paint-activation.ts";
import { type Activated, activated, activationTable } from "./table.ts";
import "./activation.css";

/** A plot narrower than this has no room for its words. */
const leastPlot = 200;

function useActivated(memory: Memory | null): readonly Activated[] {
  const held = useHeldGates(memory);
  return memory ? activated(memory, held) : [];
}

/** The activation functions of the model shown, and where on them its units are now. */
export function Activation() {
  const words = useWords(english);
  const titles = useWords(en.panels.titles);
  const picture = usePicture();
  const lane = useShownLane();
  const memory = picture && lane !== null ? memoryOf(picture, lane) : null;
  const all = useActivated(memory);
  const [box, width] = useSize();
  const [picked, pick] = useState<string | null>(null);
  const gates = all.filter(({ kind }) => kind === "gate");
  const fits = width / leastPlot >= all.length;
  const keeping = memory && keepingGate(memory.scan.cellEquations);
  const gate =
    gates.find(({ name }) => name === picked) ?? gates.find(({ name }) => name === keeping) ?? gates[0];
  const shown = fits ? all : all.filter((one) => one.kind !== "gate" || one === gate);
  const isCounter = picture !== null && lane !== null && countedLanes(picture).includes(lane);
  const name = picture?.names[lane ?? 0] ?? "";
  return (
    <section className="act" aria-label={titles.activation}>
      <SideHead panel="activation" title={titles.activation} note={words.note}>
        {!fits && gates.length > 1 && (
          <fieldset className="act-gates" aria-label={words.gates}>
            {gates.map((one) => (
              <button
                key={one.name}
                type="button"
                className="tab"
                aria-pressed={one === gate}
                onClick={() => pick(one.name)}
              >
                <SignalLetter name={one.name} />
              </button>
            ))}
          </fieldset>
        )}
        {all.length > 0 && <CopyWord table={() => activationTable(words.table, all)} />}
      </SideHead>
      <div ref={box} className="act-plots">
        {memory && shown.map((signal) => <Plot key={signal.name} memory={memory} signal={signal} />)}
        {isCounter && <p>{words.counted(name)}</p>}
        {memory && all.length === 0 && <p>{words.none(name)}</p>}
      </div>
    </section>
  );
}

interface PlotProps {
  readonly memory: Memory;
  readonly signal: Activated;
}

function Plot({ memory, signal }: PlotProps) {
  const words = useWords(english);
  const say = useText();
  const [box, width, height] = useSize();
  const canvas = useRef<HTMLCanvasElement>(null);
  const painted = useRef<readonly unknown[]>([]);
  const { lane, name: model } = memory.network;
  const { act, values, name } = signal;
  const flat = useMemo(() => flatShare(values, act), [values, act]);
  const percent = String(Math.round(100 * flat));
  usePaint((app) => {
    const picture = pictureOf(app);
    const now = picture && memoryOf(picture, lane)?.signals.find((one) => one.name === name);
    if (!canvas.current || !now || width < 1 || height < 1) return;
    const key = [now.values, act, width, height, app.theme, canvas.current];
    if (key.every((part, k) => part === painted.current[k])) return;
    painted.current = key;
    paintActivation(canvas.current, { act, values: now.values, lane, width, height });
  });
  const ticks = ticksOf(act);
  return (
    <div className="act-plot">
      <h3>
        <span>
          {words.short[act]}{" "}
          <b>
            <SignalLetter name={name} />
          </b>{" "}
          {say(signal.word)}
        </span>
        <span className="act-flat" title={words.flatTitle(percent)}>
          {words.flat} <b>{words.percent(percent)}</b>
        </span>
      </h3>
      <div className="act-frame">
        {ticks.map(({ label, share }) => (
          <span key={label} className="act-y" style={{ top: `${100 * (1 - share)}%` }}>
            {label}
          </span>
        ))}
        <div ref={box} className="act-box">
          <canvas
            ref={canvas}
            role="img"
            aria-label={words.image(model, say(signal.word), words.short[act], percent)}
          />
        </div>
        {[-range, -range / 2, 0, range / 2, range].map((x) => (
          <span key={x} className="act-x" style={{ left: `${(100 * (x + range)) / (2 * range)}%` }}>
            {String(x).replace("-", "−")}
          </span>
        ))}
      </div>
    </div>
  );
}
