import { memo, useRef } from "react";
import { formatFixed } from "../../lib/format.ts";
import { useApp, usePaint } from "../../store/hooks.ts";
import { en } from "../../text/en.ts";
import { LaneMark } from "../../ui/lane-mark.tsx";
import { useWords } from "../../ui/words.ts";
import type { Geometry } from "../time/geometry.ts";
import { useStep } from "../time/hooks.ts";
import { visible } from "../time/input-strip.tsx";
import { bestOf, type Output, type Picture, pictureOf } from "../time/picture.ts";
import { Strip, Value } from "../time/strip.tsx";

const ranks = 4;
type Guesses = Extract<Output, { kind: "guesses" }>;

/** The model whose guesses are shown: the one pointed at, else the first. */
const useShownModel = (): number => useApp((state) => state.pointed.model ?? 0);

/** Empty cells; the owner fills them on animation frames. */
const Cells = memo(function Cells({ steps }: { steps: number }) {
  return [...Array(ranks * steps).keys()].map((cell) => <span key={cell} />);
});

function fill(cells: HTMLElement, output: Guesses, model: number, steps: number): void {
  const all = output.probabilities[model];
  const width = output.symbols.length;
  for (let t = 0; t < steps; t++) {
    const row = all?.subarray(t * width, (t + 1) * width) ?? new Float32Array(0);
    const best = bestOf(row, ranks);
    for (let rank = 0; rank < ranks; rank++) {
      const cell = cells.children[rank * steps + t] as HTMLElement | undefined;
      if (!cell) continue;
      const k = best[rank];
      const p = k === undefined ? 0 : (row[k] as number);
      cell.textContent = k === undefined ? "" : visible(output.symbols[k] ?? "");
      cell.style.setProperty("--p", `${Math.round(100 * p)}%`);
      cell.className = `${p > 0.57 ? "sure" : p > 0.2 ? "likely" : ""}${k === output.target[t] ? " true" : ""}`;
    }
  }
}

function GuessValues({ output }: { output: Guesses }) {
  const words = useWords(en.panels.throughTime);
  const step = useStep();
  const model = useShownModel();
  if (step === null) return null;
  const width = output.symbols.length;
  const row = output.probabilities[model]?.subarray(step * width, (step + 1) * width);
  if (!row) return null;
  return (
    <>
      <Value
        name={words.probabilityOf(visible(output.symbols[output.target[step] as number] ?? ""))}
        value={formatFixed(output.lines[model]?.[step] ?? Number.NaN, 3)}
      />
      {bestOf(row, ranks).map((k) => (
        <Value key={k} name={visible(output.symbols[k] ?? "")} value={formatFixed(row[k] as number, 3)} />
      ))}
    </>
  );
}

/** What comes next at every step: the symbol that really does, and under it the four best guesses of one model. */
export function GuessesStrip({
  picture,
  output,
  geometry,
}: {
  picture: Picture;
  output: Guesses;
  geometry: Geometry;
}) {
  const words = useWords(en.panels.throughTime);
  const cells = useRef<HTMLDivElement>(null);
  const painted = useRef<readonly unknown[]>([]);
  const model = useShownModel();
  const { steps, names } = picture;
  const row = geometry.compact ? 15 : 18;

  usePaint((state) => {
    const now = pictureOf(state);
    const shown = state.pointed.model ?? 0;
    if (!cells.current || now?.output.kind !== "guesses") return;
    const key = [now, shown, cells.current, geometry];
    if (key.every((part, i) => part === painted.current[i])) return;
    painted.current = key;
    fill(cells.current, now.output, shown, steps);
  });

  const line = output.lines[model];
  const mean = line ? [...line].reduce((sum, p) => sum + p, 0) / line.length : Number.NaN;
  return (
    <Strip
      name="guesses"
      label={
        <>
          <b className="tt-target-name" style={{ height: row }}>
            {words.targetRow}
          </b>
          <b>{words.guesses}</b>{" "}
          <small>{picture.record.task.generate ? words.guessesNext : words.guessesNote}</small>
          <span className="tt-name">
            <LaneMark lane={model} line /> {names[model]}
          </span>
        </>
      }
      height={row * (ranks + 1) + 2}
      geometry={geometry}
      readout={<GuessValues output={output} />}
    >
      <div
        role="img"
        aria-label={words.image.guesses(names[model] ?? "", formatFixed(mean, 3))}
        className="tt-fill"
        style={{ fontSize: geometry.cell < 9 ? 11 : 12.5 }}
      >
        <div
          className="tt-row tt-truth"
          style={{ height: row, gridTemplateColumns: `repeat(${steps}, ${geometry.cell}px)` }}
        >
          {[...output.target.keys()].map((t) => (
            <span key={t}>{visible(output.symbols[output.target[t] as number] ?? "")}</span>
          ))}
        </div>
        <div
          ref={cells}
          className="tt-row tt-cells"
          style={{
            gridTemplateColumns: `repeat(${steps}, ${geometry.cell}px)`,
            gridAutoRows: row,
          }}
        >
          <Cells steps={steps} />
        </div>
      </div>
    </Strip>
  );
}
