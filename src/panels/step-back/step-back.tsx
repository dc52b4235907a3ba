import { lazy, Suspense, useRef } from "react";
import { formatCount, formatNorm, formatNumber } from "../../lib/format.ts";
import { isFormed } from "../../lib/phrase.ts";
import { useApp, useNeed, usePaint, useRecord } from "../../store/hooks.ts";
import type { RunRecord } from "../../store/run-record.ts";
import type { AppState } from "../../store/state.ts";
import { tasks } from "../../tasks/index.ts";
import { stepBack as english } from "../../text/en/step-back.ts";
import { en } from "../../text/en.ts";
import { LaneMark } from "../../ui/lane-mark.tsx";
import { useText, useWords } from "../../ui/words.ts";
import { HelpMark } from "../help-mark.tsx";
import type { PanelProps } from "../panel.ts";
import type { Geometry } from "../time/geometry.ts";
import { stepOf, useStep } from "../time/hooks.ts";
import { InputStrip } from "../time/input-strip.tsx";
import type { Picture } from "../time/picture.ts";
import { clear, inkOf, largestOf, mark, overhang, rule, stepLine } from "../time/step-lines.ts";
import { Strip, Value } from "../time/strip.tsx";
import { TimeAxis } from "../time/time-axis.tsx";
import { TimeBand } from "../time/time-band.tsx";
import { CopyWord } from "../update-chart-tools.tsx";
import {
  filledOf,
  heightOf,
  lossTop,
  meanOf,
  type StripModel,
  stripModels,
  stripTable,
} from "./strip-data.ts";
import "./step-back.css";

const More = lazy(async () => ({ default: (await import("./spectrum.tsx")).StepBackMore }));

/** The strips; where the panel is enlarged, under them the recurrent kernel over the run and how the gates are saturated. */
export function StepBack({ isEnlarged = false }: PanelProps) {
  if (!isEnlarged) return <Strips isLarge={false} />;
  return (
    <div className="sb-large">
      <Strips isLarge />
      <Suspense>
        <More />
      </Suspense>
    </div>
  );
}

/** What one step back does to a gradient, and what each step would lose if it had to answer. */
function Strips({ isLarge }: { readonly isLarge: boolean }) {
  useNeed("jacobians");
  useNeed("reach");
  const words = useWords(english);
  const time = useWords(en.panels.throughTime);
  const record = useRecord(10);
  const layer = useApp((app) => app.shownLayer);
  const models = record ? stripModels(record, layer) : [];
  const examined = record?.examined && !isFormed(record.examined) ? record.examined : null;
  return (
    <TimeBand
      label={words.title}
      className="sb"
      empty={<p className="sb-empty">{time.loading}</p>}
      header={(picture) => <Header picture={picture} update={examined?.update ?? null} models={models} />}
    >
      {(picture, geometry) => (
        <>
          <InputStrip picture={picture} geometry={geometry} />
          <JacobianStrips models={models} geometry={geometry} isLarge={isLarge} />
          <LossStrip record={picture.record} models={models} geometry={geometry} picture={picture} />
          <TimeAxis picture={picture} geometry={geometry} />
        </>
      )}
    </TimeBand>
  );
}

interface HeaderProps {
  readonly picture: Picture | null;
  readonly update: number | null;
  readonly models: readonly StripModel[];
}

function Header({ picture, update, models }: HeaderProps) {
  const words = useWords(english);
  const time = useWords(en.panels.throughTime);
  const say = useText();
  const step = useStep();
  const kind = useApp((app) => app.spec.task.kind);
  const unit = say(tasks[kind].lossLabel);
  return (
    <header className="tt-head">
      <h2>{time.title}</h2>
      <HelpMark panel="step-back" title={words.title} />
      <p>{picture && say(picture.drawing.sentence)}</p>
      <div className="tt-tools">
        {update !== null && <CopyWord table={() => stripTable(words.columns, models, unit)} />}
        {update !== null && <span>{words.atUpdate(formatCount(update))}</span>}
        {picture && (
          <span className="tt-time" data-page-only={step === null || undefined}>
            {time.time} <b>{step === null ? "–" : step + 1}</b> {time.of(formatCount(picture.steps))}
          </span>
        )}
      </div>
    </header>
  );
}

interface StripsProps {
  readonly models: readonly StripModel[];
  readonly geometry: Geometry;
}

function LaneValues({
  models,
  read,
}: {
  readonly models: readonly StripModel[];
  readonly read: (model: StripModel, step: number) => number | undefined;
}) {
  const words = useWords(english);
  const step = useStep() ?? 0;
  return models.map((model) => {
    const value = read(model, step);
    return (
      <Value
        key={model.lane}
        title={model.name}
        name={
          <>
            <LaneMark lane={model.lane} size={7} />
            {model.name}
          </>
        }
        value={value === undefined ? (model.scan ? words.none : words.counted) : formatNorm(value)}
      />
    );
  });
}

/** Fills a band between two step lines. */
function fillBetween(
  context: CanvasRenderingContext2D,
  geometry: Geometry,
  upper: Float64Array,
  lower: Float64Array,
  y: (value: number) => number,
  colour: string,
): void {
  context.save();
  context.globalAlpha = 0.14;
  context.fillStyle = colour;
  for (let column = 0; column < geometry.columns; column++) {
    const [top, bottom] = [largestOf(upper, geometry, column), largestOf(lower, geometry, column)].map(y);
    if (top === undefined || bottom === undefined || Number.isNaN(top) || Number.isNaN(bottom)) continue;
    context.fillRect(column * geometry.cell, top, geometry.cell, bottom - top);
  }
  context.restore();
}

const ticks = [3, 1, 0.3, 0.1, 0.03] as const;
/** A bound is told from what passes where it is this many times as large. */
const worthTelling = 1.3;

interface JacobianProps extends StripsProps {
  readonly isLarge: boolean;
}

function JacobianStrips({ models, geometry, isLarge }: JacobianProps) {
  const words = useWords(english);
  const say = useText();
  const canvas = useRef<HTMLCanvasElement>(null);
  const filled = useApp((app: AppState) => filledOf(models, app)?.lane ?? null);
  const theme = useApp((app) => app.theme);
  const isLow = geometry.compact && !geometry.phone;
  const height = isLarge ? (isLow ? 100 : 160) : isLow ? 62 : 96;
  const y = (value: number) => heightOf(value, height);
  usePaint((app) => {
    const context = canvas.current && clear(canvas.current, geometry, height);
    if (!context || !canvas.current) return;
    const ink = inkOf(canvas.current);
    for (const tick of ticks) rule(context, geometry, y(tick), tick === 1 ? ink.rule : ink.grid);
    const colour = (lane: number) => ink.lanes[lane % 4] as string;
    const fill = models.find(({ lane }) => lane === filled)?.jacobian;
    if (fill?.smallest && filled !== null)
      fillBetween(context, geometry, fill.largest, fill.smallest, y, colour(filled));
    for (const { lane, jacobian } of models) {
      if (jacobian?.bound) rule(context, geometry, y(jacobian.bound), colour(lane), [2, 3]);
      if (jacobian?.median) stepLine(context, geometry, jacobian.median, y, colour(lane), 1);
    }
    const step = stepOf(app);
    for (const { lane, jacobian } of models) {
      if (!jacobian) continue;
      stepLine(context, geometry, jacobian.largest, y, colour(lane), 2.1);
      mark(context, geometry, ink, lane, 0, y(jacobian.largest[0] ?? Number.NaN), false);
      if (step !== null)
        mark(context, geometry, ink, lane, step, y(jacobian.largest[step] ?? Number.NaN), true);
    }
  });
  const fillModel = models.find(({ lane }) => lane === filled);
  const bounded = models.find(({ jacobian }) => jacobian?.bound != null);
  const bound = bounded?.jacobian?.bound ?? null;
  const finding =
    bounded && bound !== null && bounded.passes !== null && bound > worthTelling * bounded.passes ? (
      <>
        <b>{`${bounded.name}:`}</b> {words.finding(formatNumber(bound, 3), formatNumber(bounded.passes, 2))}
      </>
    ) : null;
  const sentences = models.flatMap(({ name, why, jacobian }) =>
    [why, jacobian?.said ?? null].flatMap((said) => (said === null ? [] : [`${name}: ${say(said)}`])),
  );
  const values = models
    .flatMap(({ name, jacobian }) =>
      jacobian ? [words.image.value(name, formatNumber(meanOf(jacobian.largest), 3))] : [],
    )
    .join(", ");
  const said = sentences.length > 0 ? sentences.join(" ") : finding;
  const isKnown = models.some(({ jacobian, why }) => jacobian || why);
  return (
    <>
      <div className="tt-subhead">
        <h3>{words.title}</h3>
        <p title={fillModel ? words.filled(fillModel.name) : undefined}>
          {words.note(models.some(({ jacobian }) => jacobian?.median))}
          {fillModel && !geometry.narrow && !geometry.compact && `, ${words.filled(fillModel.name)}`}
        </p>
        {bounded && bound !== null && !geometry.narrow && (
          <span className="sb-bound" title={words.boundTitle}>
            {words.bound(bounded.name, formatNumber(bound, 3))}
          </span>
        )}
      </div>
      <Strip
        name="jacobian"
        label={
          <span className="sb-sides">
            <span style={{ top: y(1) - 14 }}>{words.grows}</span>
            <span style={{ top: y(1) + 1 }}>{words.fades}</span>
          </span>
        }
        height={height}
        geometry={geometry}
        axis={ticks.map((tick) => (
          <span key={tick} style={{ top: Math.min(height - 3, Math.max(4, y(tick))) }}>
            {tick}
          </span>
        ))}
        readout={
          <>
            <LaneValues models={models} read={({ jacobian }, step) => jacobian?.largest[step]} />
            {fillModel?.jacobian?.smallest && (
              <Smallest name={fillModel.name} values={fillModel.jacobian.smallest} />
            )}
          </>
        }
      >
        <canvas
          ref={canvas}
          key={theme}
          role="img"
          aria-label={words.image.jacobian(values)}
          className="tt-lines"
          style={{
            left: -overhang,
            top: -overhang,
            width: geometry.plot + 2 * overhang,
            height: height + 2 * overhang,
          }}
        />
        {!isKnown && <p className="sb-none">{words.waiting}</p>}
        {said && !geometry.narrow && <p className="sb-finding">{said}</p>}
      </Strip>
      {said && geometry.narrow && <p className="tt-own-line">{said}</p>}
    </>
  );
}

function Smallest({ name, values }: { readonly name: string; readonly values: Float64Array }) {
  const words = useWords(english);
  const step = useStep() ?? 0;
  return (
    <Value
      name={words.smallest}
      title={words.smallestTitle(name)}
      value={formatNorm(values[step] ?? Number.NaN)}
    />
  );
}

interface LossProps extends StripsProps {
  readonly record: RunRecord;
  readonly picture: Picture;
}

function LossStrip({ record, models, geometry, picture }: LossProps) {
  const words = useWords(english);
  const canvas = useRef<HTMLCanvasElement>(null);
  const theme = useApp((app) => app.theme);
  const height = geometry.phone ? 64 : geometry.compact ? 38 : 52;
  const top = lossTop(models);
  const y = (value: number) => height * (1 - Math.min(1, value / top));
  usePaint((app) => {
    const context = canvas.current && clear(canvas.current, geometry, height);
    if (!context || !canvas.current) return;
    const ink = inkOf(canvas.current);
    for (const share of [0, 0.5, 1])
      rule(context, geometry, height * (1 - share), share ? ink.grid : ink.rule);
    const step = stepOf(app);
    for (const { lane, losses: own } of models) {
      if (!own) continue;
      stepLine(context, geometry, own, y, ink.lanes[lane % 4] as string, 1.7);
      const last = own.length - 1;
      mark(context, geometry, ink, lane, step ?? last, y(own[step ?? last] ?? Number.NaN), true);
    }
  });
  const { io } = record.task;
  const say = useText();
  const label = say(tasks[record.spec.task.kind].lossLabel);
  const values = models
    .flatMap(({ name, losses: own }) =>
      own ? [words.image.value(name, formatNumber(own.at(-1) ?? Number.NaN, 3))] : [],
    )
    .join(", ");
  return (
    <>
      <div className="tt-subhead">
        <h3>{words.loss.title}</h3>
        <p>
          {words.loss.ask(label)}
          {io.readout === "every" ? words.loss.trainedEach : words.loss.trained(formatCount(picture.length))}
        </p>
      </div>
      <Strip
        name="step-loss"
        label={null}
        height={height}
        geometry={geometry}
        axis={[0, 0.5, 1].map((share) => (
          <span key={share} style={{ top: Math.min(height - 3, Math.max(4, height * (1 - share))) }}>
            {formatNumber(share * top, 2)}
          </span>
        ))}
        readout={<LaneValues models={models} read={({ losses: own }, step) => own?.[step]} />}
      >
        <canvas
          ref={canvas}
          key={theme}
          role="img"
          aria-label={words.image.loss(values)}
          className="tt-lines"
          style={{
            left: -overhang,
            top: -overhang,
            width: geometry.plot + 2 * overhang,
            height: height + 2 * overhang,
          }}
        />
      </Strip>
    </>
  );
}
