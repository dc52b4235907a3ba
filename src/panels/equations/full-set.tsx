import { cells } from "../../cells/index.ts";
import { formatCount } from "../../lib/format.ts";
import { type CountTerm, countParams, type LayerCount } from "../../model/counts.ts";
import { type ScanNode, scansOf } from "../../model/plan.ts";
import { texEquations, texShapes } from "../../model/print/tex.ts";
import { useActions, useApp, useHeldPlans } from "../../store/hooks.ts";
import type { RunRecord } from "../../store/run-record.ts";
import { en } from "../../text/en.ts";
import { LaneMark } from "../../ui/lane-mark.tsx";
import { PointableTex } from "./pointable-tex.tsx";

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
        <button type="button" className="eq-word eq-close" onClick={onClose}>
          {words.close}
        </button>
      </header>
      {scans.map((scan) => (
        <section key={scan.layer}>
          <p className="eq-note">
            {scans.length > 1 && <b>{words.layer(scan.layer)}</b>}
            <span>{cells[scan.cell].doc}</span>
            <span>{words.size(scan.inputs, scan.units)}</span>
          </p>
          <div className="eq-columns">
            <ol className="eq-all">
              {texEquations(scan).map(({ name, tex }) => (
                <li key={name}>
                  <PointableTex scan={scan} tex={tex} />
                  <span className="eq-what">{cells[scan.cell].words[name.replace("'", "")]}</span>
                </li>
              ))}
            </ol>
            <Shapes scan={scan} />
          </div>
        </section>
      ))}
      <section>
        <h3>{words.counts}</h3>
        <ul className="eq-counts">
          {count.layers.map((layer) => (
            <CountLine key={layer.layer} layer={layer} stacked={scans.length > 1} />
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

function Shapes({ scan }: { readonly scan: ScanNode }) {
  return (
    <table className="eq-shapes">
      <caption>{words.shapes}</caption>
      <tbody>
        {texShapes(scan, cells[scan.cell].words).map(({ tex, meaning, shape }) => (
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
};

function CountLine({ layer, stacked }: { readonly layer: LayerCount; readonly stacked: boolean }) {
  const { gates, terms, extras, count } = layer;
  const owner = layer.layer < 0 ? "readout" : `layers.${layer.layer}`;
  const name = layer.layer < 0 ? words.readout : stacked ? words.layerShort(layer.layer) : "";
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
