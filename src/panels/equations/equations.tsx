import { createResizeObserver } from "../../ui/resize-observer.ts";
import "./equations.css";
import { lazy, Suspense, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { cells } from "../../cells/index.ts";
import { formatNumber } from "../../lib/format.ts";
import { isCounted, planOf } from "../../model/counted.ts";
import type { ScanNode } from "../../model/plan.ts";
import { texEquations } from "../../model/print/tex.ts";
import { useActions, useApp, useHeldPlans, useRecord } from "../../store/hooks.ts";
import type { RunRecord } from "../../store/run-record.ts";
import { equations as english } from "../../text/en/equations.ts";
import { en } from "../../text/en.ts";
import { LaneMark } from "../../ui/lane-mark.tsx";
import { useNarrow } from "../../ui/use-media.ts";
import { useWords } from "../../ui/words.ts";
import { PointableTex, useTexOptions } from "../pointable-tex.tsx";
import { shownScan } from "../shown-scan.ts";
import { stepFactor } from "./factor.ts";
import { Fitting } from "./fitting.tsx";
import { FullSet } from "./full-set.tsx";
import { scanLabel } from "./scan-label.ts";
import { UnlikeWord } from "./unlike-source.tsx";
import { useNumbers } from "./use-numbers.ts";
import { Walk } from "./walk.tsx";
import { WhoseLetters } from "./whose-letters.tsx";

// What few open comes when it is opened.
const WalkBack = lazy(async () => ({ default: (await import("./walk-back.tsx")).WalkBack }));
const WalkWeights = lazy(async () => ({ default: (await import("./walk-weights.tsx")).WalkWeights }));
const walks = { forward: Walk, backward: WalkBack, weights: WalkWeights };

/** From this height on there is room for a list beside a chart. */
const tall = 420;

/** The line that carries the state, one a model, and what it does to the gradient; all equations on demand. */
export function Equations() {
  const record = useRecord(5);
  return record && <EquationsOf record={record} />;
}

function EquationsOf({ record }: { readonly record: RunRecord }) {
  const all = useWords(en);
  const words = useWords(english);
  const shownLayer = useApp((app) => app.shownLayer);
  const scans = useHeldPlans(record).map((model) => {
    const plan = planOf(model);
    return plan ? shownScan(plan, shownLayer) : undefined;
  });
  /** The first network, where equations are asked for of no model in particular; −1 where all models count. */
  const any = scans.findIndex((scan) => scan !== undefined);
  const dialog = useRef<HTMLDialogElement>(null);
  const [box, height] = useHeight();
  const isPageScrolled = useNarrow();
  const [open, setOpen] = useState<number | null>(null);
  const shownWalk = useApp((app) => app.walk);
  const walked = shownWalk?.model ?? null;
  const { show } = useActions();
  const setWalked = (model: number | null) =>
    show({ walk: model === null ? null : { model, way: "forward" } });
  useTerms(shownWalk?.way === "forward" || open !== null);
  const openFull = (model: number) => {
    setOpen(model);
    dialog.current?.showModal();
  };
  const walk = walked === null ? undefined : scans[walked];
  // Two lines a model where there is room, even if an equation wraps, else one; all equations of a walk, else the present one.
  // In one column the list is as high as it needs.
  const needed = isPageScrolled ? 0 : walk ? 190 : 18 + 48 * record.plans.length;
  const isCompact = height > 0 && height < needed;
  const isTall = height >= tall && !isPageScrolled;
  const WalkOf = walks[shownWalk?.way ?? "forward"];
  return (
    <div ref={box} className={isCompact ? "eq eq-compact" : isTall ? "eq eq-tall" : "eq"}>
      <header className="eq-head">
        <WhoseLetters />
        {!walk && <UnlikeWord onOpen={openFull} />}
        {walk && (
          <button type="button" className="eq-word" onClick={() => setWalked(null)}>
            {words.list}
          </button>
        )}
        {!walk && isCompact && any >= 0 && (
          // The rows' own words show only where they are pointed at.
          <span className="eq-any">
            <button
              type="button"
              className="eq-word"
              aria-label={words.walkAny}
              onClick={() => setWalked(any)}
            >
              <Fitting word={words.walk} short={words.walkShort} />
            </button>
            <button
              type="button"
              className="eq-word"
              aria-label={words.fullSetAny}
              onClick={() => openFull(any)}
            >
              <Fitting word={words.fullSet} short={words.fullSetShort} />
            </button>
          </span>
        )}
      </header>
      {walk && walked !== null ? (
        <Suspense fallback={<div className="eq-walk" aria-hidden="true" />}>
          <WalkOf
            key={walked}
            record={record}
            model={walked}
            scan={walk}
            isTall={isTall}
            onFull={() => openFull(walked)}
          />
        </Suspense>
      ) : (
        <ul className="eq-list">
          {record.names.map((name, model) => {
            const scan = scans[model];
            if (scan)
              return (
                <Carry
                  key={name}
                  record={record}
                  scan={scan}
                  model={model}
                  onOpen={() => openFull(model)}
                  onWalk={() => setWalked(model)}
                />
              );
            const plan = record.plans[model];
            return plan && isCounted(plan) && <Counted key={name} model={model} />;
          })}
        </ul>
      )}
      <dialog
        ref={dialog}
        className="eq-dialog"
        aria-label={all.panels.titles.equations}
        onClose={() => setOpen(null)}
        onClick={(event) => event.target === event.currentTarget && event.currentTarget.close()}
        onKeyDown={(event) => event.stopPropagation()}
      >
        {open !== null && (
          <FullSet record={record} model={open} onModel={setOpen} onClose={() => dialog.current?.close()} />
        )}
      </dialog>
    </div>
  );
}

/** Traces bring the terms of every sum once somebody looked at a unit here, until the panel goes. */
function useTerms(looked: boolean): void {
  const { watchTerms } = useActions();
  const pointed = useApp((app) => app.pointed.unit !== null || app.pinnedUnit !== null);
  const [isWanted, want] = useState(false);
  if ((looked || pointed) && !isWanted) want(true);
  useEffect(() => {
    if (!isWanted) return;
    watchTerms(true);
    return () => watchTerms(false);
  }, [isWanted, watchTerms]);
}

function useHeight(): [React.RefObject<HTMLDivElement | null>, number] {
  const ref = useRef<HTMLDivElement>(null);
  const [height, setHeight] = useState(0);
  useLayoutEffect(() => {
    const box = ref.current;
    if (!box) return;
    const observer = createResizeObserver(() => setHeight(box.clientHeight));
    observer.observe(box);
    return () => observer.disconnect();
  }, []);
  return [ref, height];
}

interface CarryProps {
  readonly record: RunRecord;
  readonly scan: ScanNode;
  readonly model: number;
  onOpen(): void;
  onWalk(): void;
}

function Carry({ record, scan, model, onOpen, onWalk }: CarryProps) {
  const words = useWords(english);
  const options = useTexOptions(scan);
  const equations = useMemo(() => texEquations(scan, options), [scan, options]);
  const { lines, isChosen } = useNumbers(record, model, scan);
  const { carry } = cells[scan.cell];
  const name = record.names[model] ?? "";
  const tex = equations.find((equation) => equation.name === carry)?.tex;
  const numbers = isChosen ? lines.find((line) => line.name === carry)?.tex : null;
  return (
    <li className="eq-row">
      <LaneMark lane={model} />
      <span className="eq-line">
        {tex && <PointableTex model={model} scan={scan} tex={tex} />}
        {numbers && (
          <span className="eq-numbers">
            <PointableTex model={model} scan={scan} tex={numbers} />
          </span>
        )}
      </span>
      {!numbers && <Below record={record} model={model} scan={scan} />}
      <span className="eq-words">
        <button type="button" className="eq-word" aria-label={words.walkOf(name)} onClick={onWalk}>
          {words.walk}
        </button>
        <button type="button" className="eq-word" aria-label={words.fullSetOf(name)} onClick={onOpen}>
          {words.fullSet}
        </button>
      </span>
    </li>
  );
}

/** In the place of a model that counts. */
function Counted({ model }: Pick<CarryProps, "model">) {
  const words = useWords(english);
  return (
    <li className="eq-row">
      <LaneMark lane={model} />
      <span className="eq-line eq-counted">{words.counted}</span>
    </li>
  );
}

/** Which of a model's layers and directions the line is of, and what a step back does to the gradient. */
function Below({ record, model, scan }: Pick<CarryProps, "record" | "model" | "scan">) {
  const words = useWords(english);
  const plan = planOf(record.plans[model]);
  const label = plan ? scanLabel(words, plan, scan) : "";
  return (
    <span className="eq-factor">
      {label && <span className="eq-wide eq-scan">{label}</span>}
      {scan.direction === "forward" && <Factor record={record} model={model} scan={scan.index} />}
    </span>
  );
}

interface FactorProps {
  readonly record: RunRecord;
  readonly model: number;
  /** Index of a scan that reads forward. */
  readonly scan: number;
}

function Factor({ record, model, scan }: FactorProps) {
  const words = useWords(english);
  const measured = stepFactor(record, model, scan);
  if (!measured) return null;
  const limit = measured.isLimit ? "< " : "";
  const factor = `${limit}${formatNumber(measured.factor)}`;
  const share = formatNumber(measured.share, 2);
  return (
    <span
      className="eq-measured"
      title={words.factorTitle(record.names[model] ?? "", factor, share, measured.steps)}
    >
      <span className="eq-wide eq-of">{words.gradient}</span>
      <b className="eq-wide">{words.factor(factor)}</b>
      <b className="eq-narrow">{words.factorShort(`${limit}${formatNumber(measured.factor, 2)}`)}</b>
      <span className="eq-wide">{words.perStep}</span>
    </span>
  );
}
