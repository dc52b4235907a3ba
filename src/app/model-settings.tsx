import { memo, useCallback } from "react";
import { type CellKind, cells } from "../cells/index.ts";
import { choice, type FieldValue } from "../lib/fields.ts";
import { layerPath } from "../spec/paths.ts";
import { layerFieldsOf } from "../spec/spec.ts";
import { useActions, useApp } from "../store/hooks.ts";
import { en } from "../text/en.ts";
import { FieldControl } from "../ui/field-control.tsx";
import { FieldList } from "../ui/field-list.tsx";

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

export const ModelSettings = memo(function ModelSettings({ model, name }: ModelSettingsProps) {
  const layers = useApp((app) => app.spec.models[model]?.layers);
  const alone = useApp((app) => app.spec.models.length === 1);
  const { set, setModelCell, removeModel } = useActions();
  const chooseCell = useCallback(
    (_: string, value: FieldValue) => setModelCell(model, String(value)),
    [model, setModelCell],
  );
  const cell = layers?.[0]?.cell;
  const cellField = cell && cellFields[cell];
  if (!layers || !cellField) return null;
  return (
    <>
      <FieldControl name="cell" field={cellField} value={cell} onCommit={chooseCell} />
      {layers.map((layer, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a layer is its place
        <div key={index}>
          {layers.length > 1 && <h3 className="layer-name">{words.layer(index)}</h3>}
          <FieldList
            fields={layerFieldsOf(layer.cell)}
            values={layer.values}
            path={layerPath(model, index, "")}
            onCommit={set}
          />
        </div>
      ))}
      {!alone && (
        <button type="button" className="word model-remove" onClick={() => removeModel(model)}>
          {words.remove(name)}
        </button>
      )}
    </>
  );
});
