import { useMemo } from "react";
import { formatCount, formatNumber, powerOfTen } from "../../lib/format.ts";
import { tickLabels } from "../../lib/ticks.ts";
import type { NextUpdate as Next, ParameterUpdate } from "../../model/next-update.ts";
import { optimizers } from "../../optimizers/index.ts";
import { useActions, useApp, useNeed, useRecord } from "../../store/hooks.ts";
import type { RunRecord } from "../../store/run-record.ts";
import { gradientNorm as gradientEnglish } from "../../text/en/gradient-norm.ts";
import { nextUpdate as english } from "../../text/en/next-update.ts";
import { laneColour } from "../../ui/lane-mark.tsx";
import { useText, useWords } from "../../ui/words.ts";
import { ParameterLetter } from "../letter.tsx";
import { ModelPicker } from "../model-picker.tsx";
import { useShownLane } from "../shown-model.ts";
import { CopyWord } from "../update-chart-tools.tsx";
import { useSize } from "../use-size.ts";
import { type ParameterName, parameterNames } from "./gradient-data.ts";
import {
  besideWords,
  type HistogramKind,
  healthyRatio,
  kinds,
  nextShown,
  nextTable,
  outline,
  ratioOf,
  type Stretch,
  stretchOf,
  ticksOf,
} from "./next-update-data.ts";
import "./next-update.css";

/** Weights, gradient and step of the update that comes next, parameter by parameter, of the model that is shown. */
export function NextUpdate() {
  useNeed("next");
  const record = useRecord(5);
  const lane = useShownLane();
  if (!record || lane === null) return <section className="nu" />;
  return <NextOf record={record} lane={lane} />;
}

interface NextOfProps {
  readonly record: RunRecord;
  readonly lane: number;
}

function NextOf({ record, lane }: NextOfProps) {
  const words = useWords(english);
  const say = useText();
  const { number, next, why, isCounter } = nextShown(record, lane);
  const name = record.names[lane] ?? "";
  const title = number === null || !next ? words.titleNone : words.title(formatCount(number));
  const note = words.note(say(optimizers[record.spec.optimizer.kind].title));
  const isClipped = next && next.clippedNorm < next.gradientNorm * (1 - 1e-4);
  return (
    <section className="nu" aria-label={words.titleNone}>
      <div className="uc-head">
        <h3 className="uc-title">{title}</h3>
        <span className="uc-note" title={note}>
          {note}
        </span>
        <span className="uc-tools">{next && <CopyWord table={() => nextTable(words, next)} />}</span>
      </div>
      <div className="nu-line">
        <ModelPicker />
        {next && (
          <p>
            {isClipped
              ? words.clipped(formatNumber(next.gradientNorm), formatNumber(next.clippedNorm))
              : words.unclipped(formatNumber(next.gradientNorm))}
          </p>
        )}
      </div>
      {isCounter ? (
        <p className="nu-none">{words.counted(name)}</p>
      ) : why ? (
        <p className="nu-none">{words.refused(name, say(why))}</p>
      ) : next ? (
        <Histograms record={record} next={next} lane={lane} />
      ) : (
        <p className="nu-none">{words.waiting}</p>
      )}
    </section>
  );
}

interface HistogramsProps {
  readonly record: RunRecord;
  readonly next: Next;
  readonly lane: number;
}

/** Least and largest height of a row; of the names over all rows and of the ticks under them. */
const [leastRow, mostRow, head, foot] = [34, 74, 20, 18];

function Histograms({ record, next, lane }: HistogramsProps) {
  const words = useWords(english);
  const gradient = useWords(gradientEnglish);
  const names = useMemo(
    () => new Map(parameterNames(gradient, record).map((name) => [name.path, name])),
    [gradient, record],
  );
  const [box, , height] = useSize();
  const [cell, width] = useSize();
  const { parameters } = next;
  const row = Math.max(leastRow, Math.min(mostRow, Math.floor((height - head - foot) / parameters.length)));
  const stretches = {
    weights: stretchOf(parameters, "weights"),
    gradients: stretchOf(parameters, "gradients"),
    ratios: stretchOf(parameters, "ratios"),
  };
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls where a model has many parameters
    <section className="nu-rows" ref={box} tabIndex={0} aria-label={words.rows}>
      <div className="nu-columns" title={words.rowsTitle}>
        <span />
        {kinds.map((kind, k) => (
          <span key={kind} ref={k === 0 ? cell : undefined}>
            {words.columns[kind]}
            {kind === "ratios" && <small title={words.ruleTitle}>{words.rule}</small>}
            <b>{words.norms[kind]}</b>
          </span>
        ))}
      </div>
      {width > 0 &&
        height > 0 &&
        parameters.map((parameter) => (
          <Row
            key={parameter.path}
            parameter={parameter}
            name={names.get(parameter.path)}
            lane={lane}
            width={width}
            height={row}
            stretches={stretches}
          />
        ))}
      <div className="nu-row nu-foot">
        <span />
        {width > 0 &&
          kinds.map((kind) => (
            <Ticks key={kind} kind={kind} stretch={stretches[kind]} width={plotOf(width)} />
          ))}
      </div>
    </section>
  );
}

/** Right of each histogram stands its norm; under it where there is no room. */
const normWidth = 78;
const plotOf = (width: number): number => (width < 120 ? width : width - normWidth);

interface RowProps {
  readonly parameter: ParameterUpdate;
  readonly name: ParameterName | undefined;
  readonly lane: number;
  /** Of a cell. */
  readonly width: number;
  readonly height: number;
  readonly stretches: { readonly [K in HistogramKind]: Stretch };
}

function Row({ parameter, name, lane, width, height, stretches }: RowProps) {
  const words = useWords(english);
  const { point } = useActions();
  const isPointed = useApp(({ pointed }) => pointed.parameter === parameter.path);
  const { path, size, weightNorm, gradientNorm } = parameter;
  const what = name?.title ?? path;
  const norms = { weights: weightNorm, gradients: gradientNorm, ratios: ratioOf(parameter) };
  const plot = plotOf(width);
  const images = {
    weights: words.image.weights(
      what,
      formatCount(size),
      formatNumber(parameter.weights.high),
      formatNumber(weightNorm),
    ),
    gradients: words.image.gradients(what, formatNumber(gradientNorm)),
    ratios: words.image.ratios(what, formatNumber(norms.ratios)),
  };
  return (
    <div
      className="nu-row"
      data-pointed={isPointed || undefined}
      onPointerEnter={() => point({ parameter: path })}
      onPointerLeave={() => point({ parameter: null })}
    >
      <span className="nu-name" title={what}>
        <b>
          {name ? <ParameterLetter what={name.what} gate={name.gate} /> : path}
          {name?.number}
        </b>
        <span>{what}</span>
      </span>
      {kinds.map((kind) => (
        <Cell
          key={kind}
          {...{ kind, parameter, lane, height }}
          width={plot}
          stretch={stretches[kind]}
          norm={norms[kind]}
          label={images[kind]}
        />
      ))}
    </div>
  );
}

interface CellProps extends Pick<RowProps, "parameter" | "lane" | "width" | "height"> {
  readonly kind: HistogramKind;
  readonly stretch: Stretch;
  readonly norm: number;
  readonly label: string;
}

/** A histogram and the norm of its parameter; over the ratios the one of all weights together, and the rule of thumb. */
function Cell({ kind, parameter, lane, width, height, stretch, norm, label }: CellProps) {
  const words = useWords(english);
  const tall = height - 6;
  const [low, high] = stretch;
  const x = (value: number) => ((value - low) / (high - low)) * width;
  const beside = besideWords(words, kind, parameter, formatCount);
  return (
    <span className="nu-cell">
      <svg role="img" aria-label={label} width={width} height={height}>
        <g transform="translate(0 5)">
          {kind === "weights" && <line className="nu-zero" x1={x(0)} x2={x(0)} y1={-3} y2={tall} />}
          <path
            fill={laneColour(lane)}
            fillOpacity={0.72}
            d={outline(parameter[kind], stretch, width, tall)}
          />
          <line className="nu-base" x1={0} x2={width} y1={tall} y2={tall} />
          {kind === "ratios" && (
            <>
              <line className="nu-rule" x1={x(healthyRatio)} x2={x(healthyRatio)} y1={-3} y2={tall} />
              {norm > 0 && (
                <line
                  className="nu-norm"
                  x1={x(Math.log10(norm))}
                  x2={x(Math.log10(norm))}
                  y1={-3}
                  y2={tall}
                />
              )}
            </>
          )}
        </g>
      </svg>
      <span className="nu-value">
        {formatNumber(norm)}
        {beside !== null && <small title={beside}>{beside}</small>}
      </span>
    </span>
  );
}

interface TicksProps {
  readonly kind: HistogramKind;
  readonly stretch: Stretch;
  readonly width: number;
}

function Ticks({ kind, stretch, width }: TicksProps) {
  const [low, high] = stretch;
  const ticks = ticksOf(stretch, kind, width);
  const labels = kind === "weights" ? tickLabels(ticks) : ticks.map(powerOfTen);
  return (
    <svg aria-hidden="true" className="nu-ticks" width={width} height={foot}>
      {ticks.map((tick, k) => (
        <text
          key={tick}
          x={((tick - low) / (high - low)) * width}
          y={12}
          textAnchor={tick === low ? "start" : tick === high ? "end" : "middle"}
        >
          {labels[k]}
        </text>
      ))}
    </svg>
  );
}
