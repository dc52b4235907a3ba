import { Fragment, memo, useCallback, useMemo, useState } from "react";
import { type CellKind, cells } from "../cells/index.ts";
import { choice, type FieldValue } from "../lib/fields.ts";
import { layerPath } from "../spec/paths.ts";
import { shownLayerFields } from "../spec/shown-fields.ts";
import { useActions, useApp } from "../store/hooks.ts";
import { en } from "../text/en.ts";
import { FieldControl } from "../ui/field-control.tsx";
import { FieldList } from "../ui/field-list.tsx";
import { LayerTabs } from "./layers.tsx";

const words = en.app.models;

interface ModelSettingsProps {
  readonly model: number;
  readonly name: string;
}

const cellOptions = (Object.keys(cells) as CellKind[]).map((value) => ({ value, label: cells[value].title }));
/** One field a cell, with that cell as its default: a model's cell is never "changed". */
const cellFields = Object.fromEntries(
  cellOptions.map(({ value }) => [
    value,
    choice({ label: words.cell, default: value, options: cellOptions, doc: words.cellDoc }),
  ]),
);

/** The settings of one layer at a time: a stack of four would fill the rail. */
export const ModelSettings = memo(function ModelSettings({ model, name }: ModelSettingsProps) {
  const layers = useApp((app) => app.spec.models[model]?.layers);
  const alone = useApp((app) => app.spec.models.length === 1);
  const { set, setModelCell, addLayer, removeLayer, removeModel } = useActions();
  const [wanted, setWanted] = useState(0);
  const chosen = Math.min(wanted, (layers?.length ?? 1) - 1);
  const chooseCell = useCallback(
    (_: string, value: FieldValue) => setModelCell(model, String(value), chosen),
    [model, chosen, setModelCell],
  );
  const layer = layers?.[chosen];
  const cellField = layer && cellFields[layer.cell];
  const fields = useMemo(() => layer && shownLayerFields(layer), [layer]);
  if (!layers || !layer || !cellField || !fields) return null;
  const add = () => {
    addLayer(model);
    setWanted(layers.length);
  };
  return (
    <>
      <LayerTabs name={name} layers={layers} chosen={chosen} onChoose={setWanted} onAdd={add} />
      {/* Another layer's settings are other controls: half-typed values do not move over. */}
      <Fragment key={chosen}>
        <FieldControl name="cell" field={cellField} value={layer.cell} onCommit={chooseCell} />
        <FieldList fields={fields} values={layer.values} path={layerPath(model, chosen, "")} onCommit={set} />
      </Fragment>
      <div className="model-ends">
        {!alone && (
          <button type="button" className="word model-remove" onClick={() => removeModel(model)}>
            {words.remove(name)}
          </button>
        )}
        {layers.length > 1 && (
          <button type="button" className="word model-remove" onClick={() => removeLayer(model, chosen)}>
            {words.removeLayer(chosen)}
          </button>
        )}
      </div>
    </>
  );
});
