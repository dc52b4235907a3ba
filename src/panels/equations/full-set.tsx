import "./full-set.css";
import { cells } from "../../cells/index.ts";
import { formatCount } from "../../lib/format.ts";
import type { CountTerm, LayerCount } from "../../model/count-terms.ts";
import { isCounted } from "../../model/counted.ts";
import { countParams } from "../../model/counts.ts";
import { borrowed, sourceOf } from "../../model/notation.ts";
import { type Plan, type ScanNode, scansOf } from "../../model/plan.ts";
import { type TexOptions, texEquations, texLetter, texShapes } from "../../model/print/tex.ts";
import { useActions, useApp, useHeldPlans } from "../../store/hooks.ts";
import type { RunRecord } from "../../store/run-record.ts";
import { equations as english } from "../../text/en/equations.ts";
import { LaneMark } from "../../ui/lane-mark.tsx";
import { SourceText } from "../../ui/source-text.tsx";
import { Tex } from "../../ui/tex.tsx";
import { useTell } from "../../ui/use-tell.ts";
import { useText, useWords } from "../../ui/words.ts";
import { PointableTex, useTexOptions } from "../pointable-tex.tsx";
import { isTwo, scanLabel } from "./scan-label.ts";
import { UnlikeSource } from "./unlike-source.tsx";
import { useNumbers } from "./use-numbers.ts";
import { WhoseLetters } from "./whose-letters.tsx";

interface FullSetProps {
  readonly record: RunRecord;
  readonly model: number;
  onModel(model: number): void;
  onClose(): void;
}

/** Every equation of one model with the shapes of its letters, and its parameters counted term by term. */
export function FullSet({ record, model, onModel, onClose }: FullSetProps) {
  const words = useWords(english);
  const plan = useHeldPlans(record)[model];
  // What the page says of a conversion stands behind this dialog.
  const tell = useTell();
  const notice = useApp((app) => app.run.notice);
  if (!plan) return null;
  return (
    <div className="eq-full">
      <header className="eq-full-head">
        {record.names.map((name, m) => (
          <button
            key={name}
            type="button"
            className="eq-model"
            aria-pressed={m === model}
            onClick={() => onModel(m)}
          >
            <LaneMark lane={m} />
            {name}
          </button>
        ))}
        <WhoseLetters />
        <button type="button" className="eq-word eq-close" onClick={onClose}>
          {words.close}
        </button>
      </header>
      {notice && (
        <p className="eq-note" role="status">
          {tell(notice)}
        </p>
      )}
      {isCounted(plan) ? (
        <p className="eq-note">{words.counted}</p>
      ) : (
        <Network record={record} model={model} plan={plan} />
      )}
    </div>
  );
}

interface NetworkProps {
  readonly record: RunRecord;
  readonly model: number;
  readonly plan: Plan;
}

function Network({ record, model, plan }: NetworkProps) {
  const words = useWords(english);
  const count = countParams(plan);
  const pytorch = countParams(plan, "pytorch");
  const scans = scansOf(plan);
  return (
    <>
      {scans.map((scan) => (
        <Layer
          key={scan.index}
          record={record}
          model={model}
          plan={plan}
          scan={scan}
          isNamed={scans.length > 1}
        />
      ))}
      <section>
        <h3>{words.counts}</h3>
        <ul className="eq-counts">
          {count.layers.map((layer) => (
            <CountLine key={`${layer.layer} ${layer.direction}`} layer={layer} plan={plan} />
          ))}
          <li>
            <span>{words.together}</span>
            <b>{formatCount(count.total)}</b>
          </li>
        </ul>
        {pytorch.total !== count.total && (
          <p className="eq-note">{words.pytorch(formatCount(pytorch.total))}</p>
        )}
      </section>
    </>
  );
}

interface LayerProps extends NetworkProps {
  readonly scan: ScanNode;
  readonly isNamed: boolean;
}

/** One layer, or one direction of it. */
function Layer({ record, model, plan, scan, isNamed }: LayerProps) {
  const say = useText();
  const words = useWords(english);
  const options = useTexOptions(scan);
  const { step, unit, lines } = useNumbers(record, model, scan);
  const cell = cells[scan.cell];
  return (
    <section>
      <p className="eq-note">
        {isNamed && <b>{words.layer(scan.layer)}</b>}
        {isTwo(plan, scan.layer) && <span>{words.direction[scan.direction]}</span>}
        <span>{say(cell.doc)}</span>
        <span>
          {words.source}: <SourceText source={cell.source} />
        </span>
        <span>{words.size(scan.inputs, scan.units)}</span>
        <span>{words.placeLong(formatCount(step + 1), formatCount(unit + 1))}</span>
      </p>
      <div className="eq-columns">
        <ol className="eq-all">
          {texEquations(scan, options).map(({ name, tex }, e) => (
            <li key={name}>
              <span>
                <PointableTex model={model} scan={scan} tex={tex} />
                {lines[e]?.tex && (
                  <span className="eq-numbers">
                    <PointableTex model={model} scan={scan} tex={lines[e].tex} />
                  </span>
                )}
              </span>
              <span className="eq-what">{say(cell.words[name.replace("'", "")] ?? "")}</span>
            </li>
          ))}
        </ol>
        <Shapes model={model} scan={scan} options={options} />
      </div>
      <Borrowed plan={plan} scan={scan} />
      {scan.direction === "forward" && <UnlikeSource model={model} layer={scan.layer} />}
    </section>
  );
}

/** What the source has no letter for. */
function Borrowed({ plan, scan }: Pick<LayerProps, "plan" | "scan">) {
  const words = useWords(english);
  const notation = useApp((app) => app.notation);
  const perUnit = plan.params
    .filter(({ role, node }) => role === "perUnit" && node === scan.id)
    .map(({ path }) => path.split(".").at(-1) ?? "");
  const missing = borrowed(notation, scan, perUnit);
  if (missing.length === 0) return null;
  return (
    <p className="eq-note eq-borrowed">
      <span>
        {words.letters.borrowed(words.letters.sources[sourceOf(notation)], missing.length)}
        <Tex tex={missing.map((letter) => texLetter(letter)).join(", ")} />
      </span>
    </p>
  );
}

interface ShapesProps {
  readonly model: number;
  readonly scan: ScanNode;
  readonly options: TexOptions;
}

function Shapes({ model, scan, options }: ShapesProps) {
  const say = useText();
  const words = useWords(english);
  return (
    <table className="eq-shapes">
      <caption>{words.shapes}</caption>
      <tbody>
        {texShapes(scan, options, cells[scan.cell].words).map(({ tex, meaning, shape }) => (
          <tr key={tex}>
            <th scope="row">
              <PointableTex model={model} scan={scan} tex={tex} />
            </th>
            <td>{say(meaning)}</td>
            <td className="eq-number">{shape}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const parameterOf: { readonly [W in CountTerm["what"]]: string | null } = {
  "input weights": "kernel",
  "recurrent weights": "recurrentKernel",
  bias: "bias",
  "recurrent bias": "recurrentBias",
  weights: "kernel",
  peephole: null,
  "initial state": null,
};

interface CountLineProps {
  readonly layer: LayerCount;
  readonly plan: Plan;
}

function CountLine({ layer, plan }: CountLineProps) {
  const words = useWords(english);
  const { gates, terms, extras, count, path: owner } = layer;
  const name = layer.layer < 0 ? words.readout : scanLabel(words, plan, layer);
  const list = (some: readonly CountTerm[]) =>
    some.map((term, k) => (
      <span key={`${term.what} ${owner}`}>
        {k > 0 && words.plus}
        <Term term={term} owner={owner} />
      </span>
    ));
  return (
    <li>
      <span>
        {name && <span className="eq-owner">{name}</span>}
        {gates > 1 && `${words.gates(gates)}${words.times}${words.open}`}
        {list(terms)}
        {gates > 1 && words.shut}
        {extras.length > 0 && words.plus}
        {list(extras)}
      </span>
      <b>{formatCount(count)}</b>
    </li>
  );
}

/** A product of the count; pointing at it points at the parameter that it counts. */
function Term({ term, owner }: { readonly term: CountTerm; readonly owner: string }) {
  const say = useText();
  const words = useWords(english);
  const { point } = useActions();
  const role = parameterOf[term.what];
  const path = role ? `${owner}.${role}` : null;
  const lit = useApp((app) => path !== null && app.pointed.parameter === path);
  return (
    <span
      className={lit ? "eq-term tex-lit" : "eq-term"}
      title={words.product(
        say(term.what),
        term.factors.map(({ words: what, value }) => words.factorOf(say(what), value)),
      )}
      onPointerEnter={() => path && point({ parameter: path })}
      onPointerLeave={() => point({ parameter: null })}
    >
      {term.factors.map(({ value }) => formatCount(value)).join(words.dot)}
    </span>
  );
}
