import { useRef } from "react";
import { cssGradient, logPosition, viridisStops } from "../../lib/colour-maps.ts";
import { formatNorm } from "../../lib/format.ts";
import { useActions, useApp, useDraw } from "../../store/hooks.ts";
import { en } from "../../text/en.ts";
import { LaneMark } from "../../ui/lane-mark.tsx";
import { decadeText, decadeTicks, gradientScale, shownNorm } from "../gradient-scale.ts";
import { SignalLetter } from "../letter.tsx";
import type { Geometry } from "./geometry.ts";
import { gradientSentence } from "./gradient-sentence.ts";
import { stepOf, useStep } from "./hooks.ts";
import { type ModelPicture, type Picture, pictureOf } from "./picture.ts";
import { clear, inkOf, mark, overhang, rule, stepLine } from "./step-lines.ts";
import { Strip, Value } from "./strip.tsx";

const words = en.panels.throughTime;

/** The state at a place of the list: a model that has no second one shows its first. */
const normsAt = (model: ModelPicture, state: number): Float32Array | undefined =>
  model.norms[model.states[state] ?? ""] ?? model.norms[model.states[0] ?? ""];

interface GradientProps {
  readonly picture: Picture;
  readonly geometry: Geometry;
  /** 0 is the first state, h; 1 the cell state of models that have one. */
  readonly state: number;
  readonly onState: (state: number) => void;
}

function GradientValues({ picture, state }: { picture: Picture; state: number }) {
  const step = useStep() ?? 0;
  const mode = useApp((app) => app.gradientMode);
  return picture.models.map((model, m) => (
    <Value
      key={model.name}
      title={model.name}
      name={
        <>
          <LaneMark lane={m} size={7} />
          {model.name}
        </>
      }
      value={formatNorm(shownNorm(normsAt(model, state) ?? [], step, mode))}
    />
  ));
}

function Switches({ picture, state, onState }: Omit<GradientProps, "geometry">) {
  const { show } = useActions();
  const mode = useApp((app) => app.gradientMode);
  const second = picture.models.find((model) => model.states.length > 1);
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

function Subhead({ picture, geometry, state, onState }: GradientProps) {
  const mode = useApp((app) => app.gradientMode);
  const step = useStep() ?? 0;
  const letter = picture.models.find((model) => model.states[state])?.states[state] ?? "h";
  const every = picture.record.task.io.readout === "every";
  const isShare = mode === "share";
  return (
    <div className="tt-subhead">
      <h3>
        {words.gradient} <i>{words.gradientSymbol}</i>
      </h3>
      <p>
        {isShare ? words.gradientShareBefore : words.gradientNormBefore}
        <SignalLetter name={letter} />
        <sub>{isShare ? picture.length : words.gradientSymbol}</sub>
        {geometry.phone
          ? words.gradientShareEnd
          : isShare && every
            ? words.gradientShareEvery
            : words.gradientShareAfter}
        {!geometry.phone && !every && words.readBackwards}
      </p>
      <Switches picture={picture} state={state} onState={onState} />
      {!geometry.phone && <span className="tt-at">{words.atStep(step + 1)}</span>}
    </div>
  );
}

/** ‖∂L/∂h_t‖: where the gradient dies on its way back, where it lives. Lines, since comparing at one t is the point. */
export function GradientStrip({ picture, geometry, state, onState }: GradientProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const mode = useApp((app) => app.gradientMode);
  const height = geometry.phone ? 112 : geometry.compact ? 54 : 66;
  const scale = gradientScale(picture.record, mode);
  const ticks = decadeTicks(scale, geometry.compact ? 3 : 5);
  const top = (exponent: number) => height * (1 - (exponent - scale.low) / (scale.high - scale.low));

  useDraw((app) => {
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
    const y = (value: number) => (Number.isNaN(value) ? value : height * (1 - logPosition(value, low, high)));
    const step = stepOf(app);
    const lines = now.models.map((model) => {
      const norms = normsAt(model, state) ?? new Float32Array(now.length);
      return norms.map((_, t) => shownNorm(norms, t, app.gradientMode));
    });
    lines.forEach((line, lane) => {
      stepLine(context, geometry, line, y, ink.lanes[lane % 4] as string, 2.1);
    });
    lines.forEach((line, lane) => {
      mark(context, geometry, ink, lane, 0, y(line[0] as number), false);
      if (step !== null) mark(context, geometry, ink, lane, step, y(line[step] as number), true);
    });
  });

  const reaches = picture.models.map((model) => ({
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
  const forward = reaches.filter(
    (_, m) => picture.models[m]?.scans[picture.models[m].scan]?.direction === "forward",
  );
  const sentence = gradientSentence(forward, mode, picture.trace?.update ?? 0, reading);
  const values = reaches
    .map(({ name, norms }) => words.image.value(name, formatNorm(shownNorm(norms[0] ?? [], 0, mode))))
    .join(", ");
  const saying = sentence && (
    <p className="tt-sentence">
      <b>{`${sentence.name}:`}</b> {sentence.text}
    </p>
  );
  return (
    <div className="tt-gradient">
      <Subhead picture={picture} geometry={geometry} state={state} onState={onState} />
      {geometry.phone && saying}
      <Strip
        name="norms"
        label={null}
        height={height}
        geometry={geometry}
        axis={
          <>
            {ticks.map((exponent) => (
              <span key={exponent} style={{ top: top(exponent) }}>
                {decadeText(exponent)}
              </span>
            ))}
            <i className="tt-scale" style={{ height, background: cssGradient(viridisStops, "to top") }} />
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
        {geometry.phone &&
          ticks
            .filter((exponent) => exponent < scale.high)
            .map((exponent) => (
              <span key={exponent} className="tt-inner-tick" style={{ top: top(exponent) }}>
                {decadeText(exponent)}
              </span>
            ))}
        {!geometry.phone && saying}
      </Strip>
    </div>
  );
}
