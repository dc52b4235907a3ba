import { lazy, memo, Suspense, useContext, useId, useState } from "react";
import { type CellKind, cells } from "../cells/index.ts";
import { clampsOf } from "../experiment/clamp-fields.ts";
import { layersOf, maxModels, modelNames } from "../experiment/spec.ts";
import { formatCount, formatPrefixed } from "../lib/format.ts";
import { totalBytes, totalFlops } from "../model/costs.ts";
import { letterOf, letterText } from "../model/notation.ts";
import { useActions, useApp } from "../store/hooks.ts";
import { en } from "../text/en.ts";
import { LaneMark, laneColour } from "../ui/lane-mark.tsx";
import { MarkedField } from "../ui/marked-field.ts";
import { useText, useWords } from "../ui/words.ts";
import { ModelSettings } from "./model-settings.tsx";
import { LossStatus } from "./run-status.tsx";
import { unitsText } from "./units-text.ts";
import { type ModelCost, useCosts } from "./use-costs.ts";

/** Comes when it is first opened. */
const EqualMenu = lazy(async () => ({ default: (await import("./equal-parameters.tsx")).EqualMenu }));

export const RailModels = memo(function RailModels() {
  const words = useWords(en.app.models);
  const models = useApp((app) => app.spec.models);
  const names = modelNames(models);
  const costs = useCosts();
  const [menu, setMenu] = useState<"add" | "equal" | null>(null);
  const toggle = (which: "add" | "equal") => setMenu(menu === which ? null : which);
  const adding = menu === "add";
  const isRace = models.length > 1;
  return (
    <section className="rail-part" aria-label={words.heading}>
      <div className="rail-head">
        <h2>{words.heading}</h2>
        <span className="rail-words">
          {isRace && (
            <button
              type="button"
              className="word"
              aria-expanded={menu === "equal"}
              aria-label={menu === "equal" ? words.equal.closeName : words.equal.name}
              onClick={() => toggle("equal")}
            >
              {menu === "equal" ? words.addClose : words.equal.word}
            </button>
          )}
          <button
            type="button"
            className="word"
            aria-expanded={adding}
            aria-label={adding ? words.addCloseName : words.addName}
            onClick={() => toggle("add")}
          >
            {adding ? words.addClose : words.add}
          </button>
        </span>
      </div>
      {adding && <AddMenu full={models.length >= maxModels} onDone={() => setMenu(null)} />}
      {menu === "equal" && isRace && (
        <Suspense>
          <EqualMenu />
        </Suspense>
      )}
      <ul className="models">
        {names.map((name, model) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a model is its place: its lane, its colour, its link
          <ModelCard key={model} model={model} name={name} cost={costs?.[model] ?? null} />
        ))}
      </ul>
    </section>
  );
});

function AddMenu({ full, onDone }: { readonly full: boolean; readonly onDone: () => void }) {
  const all = useWords(en);
  const text = useText();
  const { addModel } = useActions();
  if (full)
    return (
      <p className="rail-note" role="status">
        {all.store.fifthModel(maxModels)}
      </p>
    );
  return (
    <div className="task-menu">
      <ul>
        {(Object.keys(cells) as CellKind[]).map((kind) => (
          <li key={kind}>
            <button
              type="button"
              onClick={() => {
                addModel(kind);
                onDone();
              }}
            >
              <b>{text(cells[kind].title)}</b>
              <span>{text(cells[kind].doc)}</span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

interface ModelCardProps {
  readonly model: number;
  readonly name: string;
  /** Of the settings shown, which may still wait for their run; null while it is not known. */
  readonly cost: ModelCost | null;
}

/** Mark, name, outcome; below it size and cost; pressing it opens its own settings, tied on by a line of its colour. */
const ModelCard = memo(function ModelCard({ model, name, cost }: ModelCardProps) {
  const open = useApp((app) => app.openModel === model);
  const { show } = useActions();
  const id = useId();
  const marked = useContext(MarkedField)?.startsWith(`models.${model}.`) ?? false;
  return (
    <li className="model" data-marked={(marked && !open) || undefined}>
      <button
        type="button"
        className="model-card"
        aria-expanded={open}
        // Named by the model alone: its outcome, size and cost change.
        aria-labelledby={`${id}-name`}
        aria-describedby={`${id}-size`}
        onClick={() => show({ openModel: open ? null : model })}
      >
        <LaneMark lane={model} line />
        <b id={`${id}-name`} translate="no">
          {name}
        </b>
        <Outcome model={model} />
        <SizeLine
          model={model}
          name={name}
          id={`${id}-size`}
          parameters={cost === "counts" ? cost : (cost?.parameters ?? null)}
          waiting={cost === "counts" ? 0 : (cost?.waiting ?? 0)}
        />
      </button>
      <CardLoss model={model} name={name} />
      {open && (
        <div className="model-settings" style={{ borderColor: laneColour(model) }}>
          <CostLine cost={cost} />
          <ModelSettings model={model} name={name} />
        </div>
      )}
    </li>
  );
});

/** In the outcome's place while there is no outcome; after it, for a screen reader alone: the curve's end has it. */
const CardLoss = memo(function CardLoss({ model, name }: Omit<ModelCardProps, "cost">) {
  const learning = useApp(
    ({ run }) => run.update > 0 && run.models[model]?.solvedAt == null && run.models[model]?.stuckAt == null,
  );
  return (
    <span className={learning ? undefined : "hidden-word"}>
      <LossStatus model={model} name={name} />
    </span>
  );
});

/** Solved and at chance stand in the same place with the same weight: both are results. */
const Outcome = memo(function Outcome({ model }: { readonly model: number }) {
  const words = useWords(en.app.models);
  const say = useText();
  const untrained = useApp((app) => app.run.update === 0);
  const solvedAt = useApp((app) => app.run.models[model]?.solvedAt ?? null);
  const stuckAt = useApp((app) => app.run.models[model]?.stuckAt ?? null);
  const reached = useApp((app) => app.record?.task.solved?.reached ?? null);
  if (solvedAt !== null)
    return (
      <span
        className="model-outcome"
        title={reached === null ? undefined : words.reachedAt(say(reached), formatCount(solvedAt))}
      >
        <svg className="check" aria-hidden="true" width="11" height="9" viewBox="0 0 11 9">
          <path d="M1 5l3 3 6-7" fill="none" stroke="currentColor" strokeWidth="2" />
        </svg>{" "}
        {words.solved} <b className="number">{formatCount(solvedAt)}</b>
      </span>
    );
  if (stuckAt !== null)
    return (
      <span className="model-outcome" title={say(stuckAt.label)}>
        {words.at(say(stuckAt.name))}
      </span>
    );
  return <span className="model-outcome model-quiet">{untrained ? words.untrained : ""}</span>;
});

interface SizeLineProps {
  readonly model: number;
  readonly name: string;
  readonly id: string;
  /** Those that train, none of a model that counts, … */
  readonly parameters: number | "counts" | null;
  /** … and those of gates that are held. */
  readonly waiting: number;
}

const SizeLine = memo(function SizeLine({ model, name, id, parameters, waiting }: SizeLineProps) {
  const say = useText();
  const words = useWords(en.app.models);
  const all = useWords(en);
  const own = useApp((app) => app.spec.models[model]);
  const notation = useApp((app) => app.notation);
  if (parameters === "counts")
    return (
      <span className="model-size" id={id}>
        {words.noWeights}
      </span>
    );
  const layers = own ? layersOf(own) : [];
  const [first] = layers;
  if (!first) return null;
  const start = first.values.recurrentInitializer;
  const held = layers.flatMap(({ cell, values }) =>
    [...clampsOf(cell, values)].map(([gate, value]) =>
      words.held(letterText(letterOf(notation, gate)), String(value)),
    ),
  );
  const variants = new Set(layers.map(({ cell, values }) => cells[cell].variant(values)));
  const parts = [
    say(start === "orthogonal" ? start : variants.size === 1 ? [...variants].join() : ""),
    // Where the model's name leaves out what lies between the first cell and the last.
    name.includes("…") ? layers.map(({ cell }) => cells[cell].short).join(" + ") : "",
    words.units(unitsText(layers)),
    held.join(", "),
    parameters === null ? "" : words.weights(formatCount(parameters)),
  ];
  const line = parts.filter((part) => part !== "").join(` ${all.app.dot} `);
  return (
    <span
      className="model-size"
      id={id}
      title={waiting > 0 ? `${line}. ${words.waiting(formatCount(waiting))}` : line}
    >
      {line}
    </span>
  );
});

/** In the opened card, "25 MFLOP per update · 1.3 MB"; each says on a closer look what is counted. */
const CostLine = memo(function CostLine({ cost }: Pick<ModelCardProps, "cost">) {
  const words = useWords(en.app.models);
  const all = useWords(en);
  // The place is kept while a task's shapes are on their way.
  if (!cost) return <p className="model-cost" />;
  if (cost === "counts") return <p className="model-cost">{words.noCost}</p>;
  const { flops, bytes } = cost;
  const flop = (value: number) => formatPrefixed(value, words.flop);
  const byte = (value: number) => formatPrefixed(value, words.byte);
  return (
    <p className="model-cost number">
      <span title={words.flopsTitle(flop(flops.products), flop(flops.pointwise), flop(flops.optimizer))}>
        {words.perUpdate(flop(totalFlops(flops)))}
      </span>
      {` ${all.app.dot} `}
      <span
        title={words.bytesTitle(
          byte(bytes.weights + bytes.gradients + bytes.slots),
          byte(bytes.activations),
          byte(bytes.adjoints),
          byte(bytes.batch),
        )}
      >
        {byte(totalBytes(bytes))}
      </span>
    </p>
  );
});
