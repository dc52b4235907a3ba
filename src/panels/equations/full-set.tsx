import "./full-set.css";
import { cells } from "../../cells/index.ts";
import { formatCount } from "../../lib/format.ts";
import { type CountTerm, countParams, type LayerCount } from "../../model/counts.ts";
import { borrowed } from "../../model/notation.ts";
import { type Plan, type ScanNode, scanPath, scansOf } from "../../model/plan.ts";
import { type TexOptions, texEquations, texLetter, texShapes } from "../../model/print/tex.ts";
import { useActions, useApp, useHeldPlans } from "../../store/hooks.ts";
import type { RunRecord } from "../../store/run-record.ts";
import { en } from "../../text/en.ts";
import { LaneMark } from "../../ui/lane-mark.tsx";
import { Tex } from "../../ui/tex.tsx";
import { PointableTex, useTexOptions } from "./pointable-tex.tsx";
import { isTwo, scanLabel } from "./scan-label.ts";
import { UnlikeSource } from "./unlike-source.tsx";
import { useNumbers } from "./use-numbers.ts";
import { WhoseLetters } from "./whose-letters.tsx";

const words = en.panels.equations;

interface FullSetProps {
  readonly record: RunRecord;
  readonly model: number;
  onModel(model: number): void;
  onClose(): void;
}

/** Every equation of one model with the shapes of its letters, and its parameters counted term by term. */
export function FullSet({ record, model, onModel, onClose }: FullSetProps) {
  const plan = useHeldPlans(record)[model];
  // What the page says of a conversion stands behind this dialog.
  const notice = useApp((app) => app.run.notice);
  if (!plan) return null;
  const count = countParams(plan);
  const pytorch = countParams(plan, "pytorch");
  const scans = scansOf(plan);
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
          {notice}
        </p>
      )}
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
    </div>
  );
}

interface LayerProps {
  readonly record: RunRecord;
  readonly model: number;
  readonly plan: Plan;
  readonly scan: ScanNode;
  readonly isNamed: boolean;
}

/** One layer, or one direction of it. */
function Layer({ record, model, plan, scan, isNamed }: LayerProps) {
  const options = useTexOptions(scan);
  const { step, unit, lines } = useNumbers(record, model, scan);
  const cell = cells[scan.cell];
  return (
    <section>
      <p className="eq-note">
        {isNamed && <b>{words.layer(scan.layer)}</b>}
        {isTwo(plan, scan.layer) && <span>{words.direction[scan.direction]}</span>}
        <span>{cell.doc}</span>
        <span>{words.size(scan.inputs, scan.units)}</span>
        <span>{words.placeLong(formatCount(step + 1), formatCount(unit + 1))}</span>
      </p>
      <div className="eq-columns">
        <ol className="eq-all">
          {texEquations(scan, options).map(({ name, tex }, e) => (
            <li key={name}>
              <span>
                <PointableTex scan={scan} tex={tex} />
                {lines[e]?.tex && (
                  <span className="eq-numbers">
                    <PointableTex scan={scan} tex={lines[e].tex} />
                  </span>
                )}
              </span>
              <span className="eq-what">{cell.words[name.replace("'", "")]}</span>
            </li>
          ))}
        </ol>
        <Shapes scan={scan} options={options} />
      </div>
      <Borrowed plan={plan} scan={scan} />
      {scan.direction === "forward" && <UnlikeSource model={model} layer={scan.layer} />}
    </section>
  );
}

/** What the source has no letter for. */
function Borrowed({ plan, scan }: Pick<LayerProps, "plan" | "scan">) {
  const notation = useApp((app) => app.notation);
  const perUnit = plan.params
    .filter(({ role, scan: own, held }) => role === "perUnit" && own === scan.index && held === undefined)
    .map(({ path }) => path.split(".").at(-1) ?? "");
  const missing = borrowed(notation, scan, perUnit);
  if (missing.length === 0) return null;
  return (
    <p className="eq-note eq-borrowed">
      <span>
        {words.letters.borrowed(words.letters.sources[notation], missing.length)}
        <Tex tex={missing.map((letter) => texLetter(letter)).join(", ")} />
      </span>
    </p>
  );
}

function Shapes({ scan, options }: { readonly scan: ScanNode; readonly options: TexOptions }) {
  return (
    <table className="eq-shapes">
      <caption>{words.shapes}</caption>
      <tbody>
        {texShapes(scan, options, cells[scan.cell].words).map(({ tex, meaning, shape }) => (
          <tr key={tex}>
            <th scope="row">
              <PointableTex scan={scan} tex={tex} />
            </th>
            <td>{meaning}</td>
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
  "first state": null,
};

interface CountLineProps {
  readonly layer: LayerCount;
  readonly plan: Plan;
}

function CountLine({ layer, plan }: CountLineProps) {
  const { gates, terms, extras, count, direction } = layer;
  const owner = layer.layer < 0 ? "readout" : scanPath(layer.layer, direction);
  const name = layer.layer < 0 ? words.readout : scanLabel(plan, layer);
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
  const { point } = useActions();
  const role = parameterOf[term.what];
  const path = role ? `${owner}.${role}` : null;
  const lit = useApp((app) => path !== null && app.pointed.parameter === path);
  return (
    <span
      className={lit ? "eq-term tex-lit" : "eq-term"}
      title={`${term.what}: ${term.factors.map(({ words: what, value }) => `${what} ${value}`).join(words.times)}`}
      onPointerEnter={() => path && point({ parameter: path })}
      onPointerLeave={() => point({ parameter: null })}
    >
      {term.factors.map(({ value }) => formatCount(value)).join(words.dot)}
    </span>
  );
}
