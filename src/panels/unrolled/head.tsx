import { formatCount } from "../../lib/format.ts";
import { type Plan, scansOf } from "../../model/plan.ts";
import { useActions, useApp } from "../../store/hooks.ts";
import type { Unfolding } from "../../store/state.ts";
import { unrolled as english } from "../../text/en/unrolled.ts";
import { en } from "../../text/en.ts";
import { LaneMark } from "../../ui/lane-mark.tsx";
import { useCopy } from "../../ui/use-copy.tsx";
import { useWords } from "../../ui/words.ts";
import { HelpMark } from "../help-mark.tsx";
import { shownScan } from "../shown-scan.ts";
import { type Table, tabSeparated } from "../table.ts";

/** Which model is drawn, by name: the models are compared below. */
function Names({ names, shown }: { readonly names: readonly string[]; readonly shown: number }) {
  const words = useWords(english);
  const { show } = useActions();
  if (names.length < 2) return null;
  return (
    <fieldset className="un-names" aria-label={words.models}>
      {names.map((name, model) => (
        <button
          key={name}
          type="button"
          className="un-name"
          aria-pressed={model === shown}
          onClick={() => show({ shownModel: model })}
        >
          <LaneMark lane={model} />
          <span>{name}</span>
        </button>
      ))}
    </fieldset>
  );
}

/** Which layer and direction of it, where it has several. */
function Scans({ plan }: { readonly plan: Plan }) {
  const words = useWords(english);
  const { show } = useActions();
  const shownLayer = useApp((app) => app.shownLayer);
  const scans = scansOf(plan);
  if (scans.length < 2) return null;
  const current = shownScan(plan, shownLayer);
  const isTwo = (layer: number) =>
    scans.some((scan) => scan.layer === layer && scan.direction === "backward");
  return (
    <fieldset className="un-scans" aria-label={words.layers}>
      {words.layer}
      {scans.map(({ id, layer, direction }) => (
        <button
          key={id}
          type="button"
          className="un-word"
          aria-label={words.scanName(layer, isTwo(layer) ? direction : null)}
          title={words.scanName(layer, isTwo(layer) ? direction : null)}
          aria-pressed={id === current?.id}
          onClick={() => show({ shownLayer: { layer, direction } })}
        >
          {layer + 1}
          {isTwo(layer) && words.arrow[direction]}
        </button>
      ))}
    </fieldset>
  );
}

const places: readonly Unfolding[] = ["folded", "three", "all"];

interface SliderProps {
  readonly steps: number;
  /** That are drawn in the middle position. */
  readonly few: number;
}

/** From the loop over three steps to all of them. */
function Slider({ steps, few }: SliderProps) {
  const words = useWords(english);
  const unfolding = useApp((app) => app.unfolding);
  const { show } = useActions();
  const place = places.indexOf(unfolding);
  const text = unfolding === "three" ? words.unfolding.three(few) : words.unfolding[unfolding];
  return (
    <label className="un-slider" data-page-only>
      <span>{words.folded}</span>
      <span className="un-track">
        <input
          type="range"
          aria-label={words.slider}
          aria-valuetext={text}
          min={0}
          max={places.length - 1}
          step={1}
          value={place}
          onChange={({ target }) => show({ unfolding: places[Number(target.value)] ?? "three" })}
        />
        <output data-place={unfolding}>{text}</output>
      </span>
      <span>{words.unfolded(formatCount(steps))}</span>
    </label>
  );
}

interface HeadProps extends SliderProps {
  readonly names: readonly string[];
  readonly shown: number;
  readonly plan: Plan | null;
  /** The numbers as a table; null where there are none. */
  readonly table: (() => Table) | null;
}

export function Head({ names, shown, plan, steps, few, table }: HeadProps) {
  const words = useWords(english);
  const titles = useWords(en.panels.titles);
  const { isCopied, copy, byHand } = useCopy();
  const { show } = useActions();
  return (
    <header className="un-head">
      <h2>{words.title(steps)}</h2>
      <HelpMark panel="unrolled" title={titles.unrolled} />
      <Names names={names} shown={shown} />
      {plan && <Scans plan={plan} />}
      {table && (
        <button
          type="button"
          className="un-word un-copy"
          title={words.copyTitle}
          onClick={() => void copy(tabSeparated(table()))}
        >
          {isCopied ? words.copied : words.copy}
        </button>
      )}
      {byHand}
      {plan && (
        <button type="button" className="un-word" onClick={() => show({ enlarged: "workbench" })}>
          {titles.workbench}
        </button>
      )}
      {plan && <Slider steps={steps} few={few} />}
    </header>
  );
}
