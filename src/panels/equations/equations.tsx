import "./equations.css";
import { useLayoutEffect, useMemo, useRef, useState } from "react";
import { cells } from "../../cells/index.ts";
import { formatNumber } from "../../lib/format.ts";
import { type Plan, type ScanNode, scansOf } from "../../model/plan.ts";
import { texEquations } from "../../model/print/tex.ts";
import { useApp, useHeldPlans, useRecord } from "../../store/hooks.ts";
import type { RunRecord } from "../../store/run-record.ts";
import { en } from "../../text/en.ts";
import { LaneMark } from "../../ui/lane-mark.tsx";
import { stepFactor } from "./factor.ts";
import { FullSet } from "./full-set.tsx";
import { PointableTex } from "./pointable-tex.tsx";

const words = en.panels.equations;

/** The line that carries the state, one a model, and what it does to the gradient; all equations on demand. */
export function Equations() {
  const record = useRecord(5);
  return record && <EquationsOf record={record} />;
}

function EquationsOf({ record }: { readonly record: RunRecord }) {
  const shownLayer = useApp((app) => app.shownLayer);
  const plans = useHeldPlans(record);
  const dialog = useRef<HTMLDialogElement>(null);
  const [box, height] = useHeight();
  const [open, setOpen] = useState<number | null>(null);
  // Two lines a model where there is room, else one.
  const isCompact = height > 0 && height < 41 * record.plans.length;
  const openFull = (model: number) => {
    setOpen(model);
    dialog.current?.showModal();
  };
  return (
    <div ref={box} className={isCompact ? "eq eq-compact" : "eq"}>
      <ul className="eq-list">
        {plans.map((plan, model) => (
          <Carry
            key={record.names[model]}
            record={record}
            plan={plan}
            model={model}
            shownLayer={shownLayer}
            onOpen={() => openFull(model)}
          />
        ))}
      </ul>
      <dialog
        ref={dialog}
        className="eq-dialog"
        aria-label={words.title}
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

function useHeight(): [React.RefObject<HTMLDivElement | null>, number] {
  const ref = useRef<HTMLDivElement>(null);
  const [height, setHeight] = useState(0);
  useLayoutEffect(() => {
    const box = ref.current;
    if (!box) return;
    const observer = new ResizeObserver(() => setHeight(box.clientHeight));
    observer.observe(box);
    return () => observer.disconnect();
  }, []);
  return [ref, height];
}

interface CarryProps {
  readonly record: RunRecord;
  readonly plan: Plan;
  readonly model: number;
  readonly shownLayer: number;
  onOpen(): void;
}

function Carry({ record, plan, model, shownLayer, onOpen }: CarryProps) {
  const scan = scansOf(plan).at(shownLayer) ?? scansOf(plan).at(-1);
  if (!scan) return null;
  const name = record.names[model] ?? "";
  const measured = stepFactor(record, model, scan.layer);
  const limit = measured?.isLimit ? "< " : "";
  const factor = measured ? `${limit}${formatNumber(measured.factor)}` : null;
  return (
    <li className="eq-row">
      <LaneMark lane={model} />
      <span className="eq-line">
        <CarryTex scan={scan} />
      </span>
      {measured && factor && (
        <span
          className="eq-factor"
          title={words.factorTitle(name, factor, formatNumber(measured.share, 2), measured.steps)}
        >
          <span className="eq-wide eq-of">{words.gradient}</span>
          <b className="eq-wide">{words.factor(factor)}</b>
          <b className="eq-narrow">{words.factorShort(`${limit}${formatNumber(measured.factor, 2)}`)}</b>
          <span className="eq-wide">{words.perStep}</span>
        </span>
      )}
      <button type="button" className="eq-word" aria-label={words.fullSetOf(name)} onClick={onOpen}>
        {words.fullSet}
      </button>
    </li>
  );
}

function CarryTex({ scan }: { readonly scan: ScanNode }) {
  const equations = useMemo(() => texEquations(scan), [scan]);
  const carry = equations.find(({ name }) => name === cells[scan.cell].carry);
  return carry ? <PointableTex scan={scan} tex={carry.tex} /> : null;
}
