import { type ReactNode, useRef } from "react";
import { cssGradient, logPosition, overColour, viridisStops } from "../../lib/colour-maps.ts";
import { formatNorm } from "../../lib/format.ts";
import { useActions, useApp, usePaint } from "../../store/hooks.ts";
import { en } from "../../text/en.ts";
import { LaneMark } from "../../ui/lane-mark.tsx";
import { useWords } from "../../ui/words.ts";
import { decadeText, decadeTicks, gradientScale, isOpened, shownNorm } from "../gradient-scale.ts";
import { SignalLetter } from "../letter.tsx";
import type { Geometry } from "../time/geometry.ts";
import { stepOf, useStep } from "../time/hooks.ts";
import { countedLanes, type NetworkPicture, networkAt, type Picture, pictureOf } from "../time/picture.ts";
import { clear, inkOf, mark, overhang, rule, stepLine } from "../time/step-lines.ts";
import { Strip, Value } from "../time/strip.tsx";
import { gradientSentence } from "./gradient-sentence.ts";

/** The state at a place of the list: a model that has no second one shows its first. */
const normsAt = (model: NetworkPicture, state: number): Float32Array | undefined =>
  model.norms[model.states[state] ?? ""] ?? model.norms[model.states[0] ?? ""];

/** How far above the plot values beyond the scale are drawn: beside their colour, under the words above. */
const beyond = 2.5;

interface GradientProps {
  readonly picture: Picture;
  readonly geometry: Geometry;
  /** 0 is the first state, h; 1 the cell state of models that have one. */
  readonly state: number;
  readonly onState: (state: number) => void;
}

function GradientValues({ picture, state }: { picture: Picture; state: number }) {
  const words = useWords(en.panels.throughTime);
  const step = useStep() ?? 0;
  const mode = useApp((app) => app.gradientMode);
  const counted = countedLanes(picture);
  return picture.names.map((name, lane) => {
    const model = networkAt(picture, lane);
    const isCounter = counted.includes(lane);
    if (!model && !isCounter) return null;
    return (
      <Value
        key={name}
        title={isCounter ? words.noGradientTitle(name) : name}
        name={
          <>
            <LaneMark lane={lane} size={7} />
            {name}
          </>
        }
        value={model ? formatNorm(shownNorm(normsAt(model, state) ?? [], step, mode)) : words.noGradient}
      />
    );
  });
}

function Switches({ picture, state, onState }: Omit<GradientProps, "geometry">) {
  const words = useWords(en.panels.throughTime);
  const { show } = useActions();
  const mode = useApp((app) => app.gradientMode);
  const second = picture.networks.find((model) => model.states.length > 1);
  const letters = second?.states ?? [];
  return (
    <span className="tt-switches">
      {second && (
        <span className="tt-switch" title={words.stateTitle}>
          {words.states}
          {letters.map((letter, k) => (
            <button key={letter} type="button" aria-pressed={state === k} onClick={() => onState(k)}>
              <SignalLetter name={letter} />
            </button>
          ))}
        </span>
      )}
      <span className="tt-switch" title={words.modeTitle}>
        {(["share", "absolute"] as const).map((kind) => (
          <button
            key={kind}
            type="button"
            aria-pressed={mode === kind}
            onClick={() => show({ gradientMode: kind })}
          >
            {kind === "share" ? words.relative : words.absolute}
          </button>
        ))}
      </span>
    </span>
  );
}

interface SubheadProps extends GradientProps {
  /** What the strip shows, in a sentence. */
  readonly saying: ReactNode;
}

function Subhead({ picture, geometry, state, onState, saying }: SubheadProps) {
  const words = useWords(en.panels.throughTime);
  const mode = useApp((app) => app.gradientMode);
  const step = useStep() ?? 0;
  const letter = picture.networks.find((model) => model.states[state])?.states[state] ?? "h";
  const every = picture.record.task.io.readout === "every";
  const isShare = mode === "share";
  const scale = gradientScale(picture.record, mode);
  return (
    <div className="tt-subhead">
      <h3>
        {words.gradient} <i>{words.gradientSymbol}</i>
      </h3>
      <p>
        {!(geometry.compact && !geometry.narrow && saying) && (
          <>
            {isShare ? words.gradientShareBefore : words.gradientNormBefore}
            <SignalLetter name={letter} />
            <sub>{isShare ? picture.length : words.gradientSymbol}</sub>
            {saying || geometry.narrow
              ? words.gradientShareEnd
              : isShare && every
                ? words.gradientShareEvery
                : words.gradientShareAfter}
            {isOpened(scale) && !geometry.phone && (
              <span title={words.openedTitle(decadeText(scale.low))}>
                {words.opened(decadeText(scale.low))}
              </span>
            )}
          </>
        )}
        {!geometry.narrow && saying}
      </p>
      <Switches picture={picture} state={state} onState={onState} />
      {geometry.phone && (
        // There is no gutter for an axis.
        <span className="tt-bar tt-bar-gate">
          {decadeText(scale.low)}
          <i style={{ background: cssGradient(viridisStops, "to right") }} />
          {decadeText(scale.high)}
        </span>
      )}
      {!geometry.phone && <span className="tt-at">{words.atStep(step + 1)}</span>}
    </div>
  );
}

/** ‖∂L/∂h_t‖: where the gradient dies on its way back, where it lives. Lines, since comparing at one t is the point. */
export function GradientStrip({ picture, geometry, state, onState }: GradientProps) {
  const words = useWords(en.panels.throughTime);
  const canvas = useRef<HTMLCanvasElement>(null);
  const mode = useApp((app) => app.gradientMode);
  const height = geometry.phone ? 112 : geometry.compact ? 54 : 66;
  const scale = gradientScale(picture.record, mode);
  const ticks = decadeTicks(scale, geometry.compact ? 3 : 5);
  const top = (exponent: number) => height * (1 - (exponent - scale.low) / (scale.high - scale.low));

  usePaint((app) => {
    const now = pictureOf(app);
    if (!canvas.current || !now) return;
    const context = clear(canvas.current, geometry, height);
    if (!context) return;
    const ink = inkOf(canvas.current);
    const { low, high } = gradientScale(now.record, app.gradientMode);
    const most = geometry.compact ? 3 : 5;
    for (const exponent of decadeTicks({ low, high }, most))
      rule(
        context,
        geometry,
        height * (1 - (exponent - low) / (high - low)),
        exponent === low ? ink.rule : ink.grid,
      );
    // What is beyond the top runs over the plot, where the colour bar has its colour.
    const y = (value: number) => {
      if (Number.isNaN(value)) return value;
      return value > 10 ** high ? -beyond : height * (1 - logPosition(value, low, high));
    };
    const step = stepOf(app);
    const lines = now.networks.map((model) => {
      const norms = normsAt(model, state) ?? new Float32Array(now.length);
      return { lane: model.lane, line: norms.map((_, t) => shownNorm(norms, t, app.gradientMode)) };
    });
    lines.forEach(({ lane, line }) => {
      stepLine(context, geometry, line, y, ink.lanes[lane % 4] as string, 2.1);
    });
    lines.forEach(({ lane, line }) => {
      mark(context, geometry, ink, lane, 0, y(line[0] as number), false);
      if (step !== null) mark(context, geometry, ink, lane, step, y(line[step] as number), true);
    });
  });

  const reaches = picture.networks.map((model) => ({
    isForward: model.scans[model.scan]?.direction === "forward",
    name: model.name,
    norms: [
      normsAt(model, state) ?? new Float32Array(0),
      ...model.states.map((name) => model.norms[name] ?? new Float32Array(0)),
    ],
  }));
  const { io } = picture.record.task;
  const reading = {
    everyStep: io.readout === "every",
    letters: io.input.kind === "tokens" && io.readout === "last",
  };
  // What reads backward has come to step 1 last: the way back from the last step is none of its.
  const forward = reaches.filter(({ isForward }) => isForward);
  const sentence = gradientSentence(words.say, forward, mode, picture.trace?.update ?? 0, reading);
  const values = [
    ...reaches.map(({ name, norms }) =>
      words.image.value(name, formatNorm(shownNorm(norms[0] ?? [], 0, mode))),
    ),
    ...countedLanes(picture).map((lane) => words.image.value(picture.names[lane] ?? "", words.noGradient)),
  ].join(", ");
  const saying = sentence && (
    <span className="tt-sentence">
      <b>{`${sentence.name}:`}</b> {sentence.text}
    </span>
  );
  return (
    <div className="tt-gradient">
      <Subhead picture={picture} geometry={geometry} state={state} onState={onState} saying={saying} />
      {geometry.narrow && saying && <p className="tt-own-line">{saying}</p>}
      <Strip
        name="norms"
        label={null}
        height={height}
        geometry={geometry}
        axis={
          <>
            {ticks.map((exponent) => (
              // The topmost keeps off the title.
              <span key={exponent} style={{ top: Math.max(5, top(exponent)) }}>
                {decadeText(exponent)}
              </span>
            ))}
            <i className="tt-scale" style={{ height, background: cssGradient(viridisStops, "to top") }} />
            <i className="tt-scale tt-over" style={{ background: overColour }} />
          </>
        }
        readout={<GradientValues picture={picture} state={state} />}
      >
        <canvas
          ref={canvas}
          role="img"
          aria-label={words.image.gradient(values)}
          className="tt-lines"
          style={{
            left: -overhang,
            top: -overhang,
            width: geometry.plot + 2 * overhang,
            height: height + 2 * overhang,
          }}
        />
      </Strip>
    </div>
  );
}
