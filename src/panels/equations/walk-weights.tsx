import { useMemo, useRef, useState } from "react";
import { formatCount, formatNorm, formatNumber } from "../../lib/format.ts";
import { isFormed } from "../../lib/phrase.ts";
import { quote } from "../../lib/quote.ts";
import { texProducts, texWeightGradient } from "../../model/print/tex-adjoint.ts";
import { useActions } from "../../store/hooks.ts";
import { equations as english } from "../../text/en/equations.ts";
import { walkBack as backEnglish } from "../../text/en/walk-back.ts";
import { useText, useWords } from "../../ui/words.ts";
import { PointableTex, useTexOptions } from "../pointable-tex.tsx";
import { CopyWord } from "../update-chart-tools.tsx";
import { LossChoice } from "./loss-choice.tsx";
import { TermChart } from "./term-chart.tsx";
import { TermTable } from "./term-table.tsx";
import { useFocusAtFirst, useWalkKeys } from "./use-walk.ts";
import { useWalkedBack } from "./use-way-back.ts";
import type { WalkProps } from "./walk.tsx";
import { WalkHead } from "./walk-head.tsx";
import { type ListedWeight, largestRow, listedWeights, termsTable, weightTerms } from "./weight-terms.ts";
import "./walk-back.css";

/** What every step adds to the gradient of one weight of a unit: ∂L/∂W, or ∂L_t/∂W of one step's loss, term by term. */
export function WalkWeights({ record, model, scan: planned, isTall, onFull }: WalkProps) {
  const words = useWords(english);
  const back = useWords(backEnglish);
  const own = back.weights;
  const say = useText();
  const { pin, point } = useActions();
  const walked = useWalkedBack(record, model, planned);
  const { answer, why, update, lossAt, chooseLoss, scan, steps, step, unit, name, label } = walked;
  const marks = useTexOptions(planned);
  const list = useMemo(() => listedWeights(scan, marks.notation), [scan, marks.notation]);
  const [key, setKey] = useState<string | null>(null);
  /** Null: the one with the largest gradient. */
  const [chosenRow, setRow] = useState<number | null>(null);
  const weight = list.find((one) => one.key === key) ?? list[0];
  const box = useRef<HTMLElement>(null);
  const row = useMemo(() => {
    if (!weight) return 0;
    if (chosenRow !== null) return Math.min(chosenRow, weight.rows - 1);
    return answer ? largestRow(scan, answer.way, weight, unit) : 0;
  }, [answer, scan, weight, unit, chosenRow]);
  const shown = useMemo(
    () =>
      answer && weight
        ? weightTerms(scan, answer.way, { role: weight.role, gate: weight.gate, row, unit })
        : null,
    [answer, scan, weight, row, unit],
  );
  const isForward = scan.direction === "forward";
  const go = (by: 1 | -1) => {
    // On is back in time.
    const next = step + (isForward ? -by : by);
    point({ step: null });
    pin(Math.max(0, Math.min(steps - 1, next)));
  };
  const onKeyDown = useWalkKeys({ model, go });
  useFocusAtFirst(box);
  const options = { ...marks, lossAt, above: back.above };
  const tex = weight ? texWeightGradient(scan, options, weight) : "";
  const products = answer?.products && !isFormed(answer.products) ? answer.products : null;
  const refusal = answer?.products && isFormed(answer.products) ? answer.products : null;
  const symbols =
    scan.layer === 0 && record.task.io.input.kind === "tokens" ? record.task.io.input.symbols : null;
  const largest =
    shown && shown.terms[shown.largest] !== 0
      ? own.largest(formatCount(shown.largest + 1), formatNumber(shown.terms[shown.largest] ?? 0))
      : own.zero;
  return (
    <section
      ref={box}
      className="eq-walk eq-walk-weights"
      aria-label={words.walkOf(name)}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: arrow keys move in it, as in a list of options
      tabIndex={0}
      onKeyDown={onKeyDown}
    >
      <WalkHead
        {...{ model, name, go, onFull }}
        way="weights"
        number={isForward ? steps - step : step + 1}
        all={steps}
      >
        <LossChoice {...{ lossAt, steps, step }} onChoose={chooseLoss} />
      </WalkHead>
      <p className="eq-walk-place">
        {back.place(
          formatCount(step + 1),
          formatCount(unit + 1),
          label,
          update === null ? null : formatCount(update),
        )}
        {shown && <CopyWord table={() => termsTable(own.columns, shown, products)} />}
      </p>
      <div className="eq-weights">
        <p className="eq-weights-choice">
          <select
            className="field-select"
            aria-label={own.parameter}
            value={weight?.key}
            onChange={({ target }) => {
              setKey(target.value);
              setRow(null);
            }}
          >
            {list.map((one) => (
              <option key={one.key} value={one.key}>
                {one.letter}
              </option>
            ))}
          </select>
          {weight && <RowChoice {...{ weight, row, symbols }} onChoose={setRow} />}
        </p>
        <p className="eq-weights-tex">
          <PointableTex model={model} scan={scan} tex={tex} isStill />
        </p>
        {weight && products && lossAt !== null && (
          <p className="eq-weights-tex">
            <PointableTex model={model} scan={scan} tex={texProducts(scan, options, weight)} isStill />
          </p>
        )}
        {shown ? (
          <>
            <TermChart
              shown={shown}
              lane={model}
              step={step}
              label={own.image(weight?.letter ?? "", formatCount(steps), formatNumber(shown.total), largest)}
              binned={own.binned}
              onPoint={(at) => point({ step: at })}
              onPin={pin}
            />
            <p className="eq-weights-legend">{own.legend}</p>
            <p className="eq-weights-read" aria-live="polite">
              <b>
                {own.term(
                  formatCount(unit + 1),
                  formatCount(step + 1),
                  formatNumber(shown.terms[step] ?? Number.NaN),
                )}
              </b>
              <span>{own.soFar(formatNumber(shown.sums[step] ?? Number.NaN))}</span>
              <span>{own.total(formatNumber(shown.total))}</span>
              {products && lossAt !== null && (
                <span>
                  {own.product(
                    formatCount(lossAt + 1),
                    formatCount(step + 1),
                    formatNorm(products[step] ?? 0),
                  )}
                </span>
              )}
            </p>
            <p className="eq-say">
              {refusal ? say(refusal) : largest}{" "}
              {shown.half &&
                !refusal &&
                own.half(formatCount(shown.half[0] + 1), formatCount(shown.half[1] + 1))}
            </p>
            {isTall && <TermTable {...{ shown, products, step }} />}
          </>
        ) : (
          <p className="eq-say">{why === null ? back.waiting : say(why)}</p>
        )}
      </div>
    </section>
  );
}

interface RowChoiceProps {
  readonly weight: ListedWeight;
  readonly row: number;
  /** Of the input, where it is made of symbols. */
  readonly symbols: readonly string[] | null;
  onChoose(row: number): void;
}

/** Which of the weights that a unit has in a matrix. */
function RowChoice({ weight, row, symbols, onChoose }: RowChoiceProps) {
  const words = useWords(backEnglish.weights);
  const { role, rows } = weight;
  if (role !== "kernel" && role !== "recurrentKernel") return null;
  const symbol = role === "kernel" ? symbols?.[row] : undefined;
  return (
    <span>
      {words.fromWord[role]}{" "}
      <input
        className="eq-number"
        type="number"
        aria-label={words.from[role]}
        min={1}
        max={rows}
        value={row + 1}
        onChange={({ target }) => {
          const chosen = Math.round(target.valueAsNumber);
          if (chosen >= 1 && chosen <= rows) onChoose(chosen - 1);
        }}
      />{" "}
      {symbol === undefined ? words.of(formatCount(rows)) : words.symbol(quote(symbol))}
    </span>
  );
}
