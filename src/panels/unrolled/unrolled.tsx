import { type CSSProperties, useMemo, useState } from "react";
import { cssGradient, rdbuStops } from "../../lib/colour-maps.ts";
import { planOf } from "../../model/counted.ts";
import { letterOf, letterText } from "../../model/notation.ts";
import type { Plan, ScanNode } from "../../model/plan.ts";
import { useActions, useApp, useHeldPlans } from "../../store/hooks.ts";
import { columns as columnsEnglish } from "../../text/en/columns.ts";
import { unrolled as english } from "../../text/en/unrolled.ts";
import { below, useMedia } from "../../ui/use-media.ts";
import { useText, useWords } from "../../ui/words.ts";
import { SignalLetter } from "../letter.tsx";
import { shownScan } from "../shown-scan.ts";
import { usePicture, useStep } from "../time/hooks.ts";
import { type Picture, stateLimit } from "../time/picture.ts";
import { TracedNote } from "../traced-note.tsx";
import { useSize } from "../use-size.ts";
import { answersOf, cellView, drawnModel, factorsOf, signalOf } from "./cell-view.ts";
import { Diagram } from "./diagram.tsx";
import { foldOf, stepsInDetail } from "./fold.ts";
import { Head } from "./head.tsx";
import { limitText } from "./limit-text.ts";
import { useLit } from "./lit.ts";
import { Matrices } from "./matrices.tsx";
import { shapeOf } from "./shape.ts";
import { unrolledTable } from "./table.ts";
import { useFold } from "./use-fold.ts";
import "./diagram.css";
import "./unrolled.css";

/** Rows of the input strip below beyond the first, in its height: what it takes is missing here. */
function inputRows(picture: Picture | null): number {
  const tracks = picture?.drawing.input ?? [];
  const symbols = tracks.filter(({ kind }) => kind === "symbols").length;
  return Math.max(0, symbols - 1) + (tracks.some(({ kind }) => kind === "series") ? 0.65 : 0);
}

/** One cell and the steps that share it: its matrices, its equations, and the values that pass through it. */
export function Unrolled() {
  const words = useWords(english);
  const picture = usePicture();
  const models = useApp((app) => app.spec.models.length);
  return (
    <section
      className="un"
      aria-label={words.title(picture?.length ?? 1)}
      data-crowded={models > 3 || undefined}
      style={{ "--un-models": models, "--un-input": inputRows(picture) } as CSSProperties}
    >
      {picture ? <OfPicture picture={picture} /> : <p className="un-empty">{words.loading}</p>}
    </section>
  );
}

function OfPicture({ picture }: { readonly picture: Picture }) {
  const words = useWords(english);
  const { record, names } = picture;
  const plans = useHeldPlans(record);
  const chosen = useApp((app) => app.shownModel);
  const shownLayer = useApp((app) => app.shownLayer);
  const model = drawnModel(plans, chosen);
  const plan = planOf(plans[model]);
  const scan = plan ? shownScan(plan, shownLayer) : undefined;
  if (plan && scan) return <OfCell key={model} {...{ picture, model, plan, scan }} />;
  return (
    <>
      <Head {...{ names, plan }} shown={model} steps={picture.length} few={1} table={null} />
      <p className="un-empty">{words.counted}</p>
    </>
  );
}

interface OfCellProps {
  readonly picture: Picture;
  readonly model: number;
  readonly plan: Plan;
  readonly scan: ScanNode;
}

function StateScale({ state, limit }: { readonly state: string; readonly limit: number }) {
  const words = useWords(english);
  const theme = useApp((app) => app.theme);
  const text = limitText(limit);
  return (
    <span className="un-scale" title={words.stateBar}>
      <SignalLetter name={state} /> {`−${text}`}
      <i style={{ background: cssGradient(rdbuStops[theme], "to right") }} />
      {`+${text}`}
    </span>
  );
}

function OfCell({ picture, model, plan, scan }: OfCellProps) {
  const words = useWords(english);
  const columns = useWords(columnsEnglish);
  const say = useText();
  const notation = useApp((app) => app.notation);
  const unfolding = useApp((app) => app.unfolding);
  const { show } = useActions();
  const pointed = useStep();
  const [place, width, height] = useSize();
  const isOneColumn = useMedia(below(640));
  const amount = useFold(unfolding);
  const [pinned, pin] = useState<string | null>(`${scan.path}.recurrentKernel`);
  const lit = useLit(pinned);
  const view = useMemo(
    () => cellView(picture, model, plan, scan, notation),
    [picture, model, plan, scan, notation],
  );
  const steps = picture.length;
  const [hidden = "h"] = scan.states;
  const room = {
    ...{ width, steps, direction: scan.direction },
    centre: Math.min(steps - 1, pointed ?? steps - 1),
  };
  const fold = foldOf(room, amount);
  const shape = shapeOf(height, scan.units, view.wiring, hidden);
  const limits = shape.boxes.map(({ state }) => {
    const signal = signalOf(view, state);
    return stateLimit(picture.record, signal ? [signal] : []);
  });
  const answers = answersOf(picture);
  const [first, last] = [fold.drawn[0], fold.drawn.at(-1)];
  const drawn =
    unfolding === "folded"
      ? words.drawn.folded(room.centre + 1)
      : words.drawn.some((first?.step ?? 0) + 1, (last?.step ?? 0) + (last?.count ?? 1));
  const carried = view.wiring.carry?.state ?? hidden;
  const factors = factorsOf(view, carried, words.between);
  const label =
    factors === null
      ? words.imageNoGradient(view.name, scan.units, drawn)
      : words.image(
          ...([
            view.name,
            letterText(letterOf(notation, carried, view.style)),
            scan.units,
            drawn,
            factors,
          ] as const),
        );
  const perCell = Math.max(...shape.boxes.map(({ unitsPerRow }) => unitsPerRow));
  const farther = view.wiring.lags.filter((lag) => lag > 1);
  return (
    <>
      <Head
        names={picture.names}
        shown={model}
        plan={plan}
        steps={steps}
        few={stepsInDetail(room)}
        table={() => unrolledTable({ columns, say }, words.columns, view)}
      />
      <TracedNote picture={picture} model={model} />
      <div className="un-body">
        <Matrices
          {...{ view, lit, pinned }}
          width={isOneColumn ? 320 : 232}
          onPin={(path) => pin(pinned === path ? null : path)}
        />
        <div className="un-place" ref={place} data-dense={!fold.isDetailed || undefined}>
          {width > 0 && (
            <Diagram
              {...{ view, shape, fold, width, amount, lit, limits, label }}
              isPointable={amount === 2 && !fold.isDetailed}
            />
          )}
          <p className="un-notes" data-direction={scan.direction}>
            <button
              type="button"
              className="un-word un-back"
              title={words.walkBackTitle}
              onClick={() => show({ enlarged: "equations", walk: { model, way: "backward" } })}
            >
              {words.walkBack}
            </button>
            {view.isReadOut && answers.length === 1 && <span>{words.asked((answers[0] ?? 0) + 1)}</span>}
            {view.isReadOut && answers.length > 1 && answers.length < steps && (
              <span>{words.askedLast(answers.length)}</span>
            )}
            {farther.length > 0 && (amount < 1 || fold.bin > 1) && (
              <span>{words.farther(farther.join(", "))}</span>
            )}
            {perCell > 1 && <span>{words.largestUnits(perCell)}</span>}
            {fold.bin > 1 && <span>{words.largestSteps(fold.bin)}</span>}
          </p>
          <span className="un-states-scales">
            {shape.boxes.map(({ state }, k) => (
              <StateScale key={state} state={state} limit={limits[k] ?? 1} />
            ))}
          </span>
        </div>
      </div>
    </>
  );
}
