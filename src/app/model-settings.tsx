import { Fragment, memo, useCallback, useMemo, useState } from "react";
import { type ArchitectureKind, architectures } from "../architectures/index.ts";
import { type CellKind, cells } from "../cells/index.ts";
import { layerPath, modelPath } from "../experiment/paths.ts";
import { shownLayerFields } from "../experiment/shown-fields.ts";
import { placesOf } from "../experiment/spec.ts";
import { choice, type FieldValue } from "../lib/fields.ts";
import { useActions, useApp } from "../store/hooks.ts";
import { en } from "../text/en.ts";
import { FieldControl } from "../ui/field-control.tsx";
import { FieldList } from "../ui/field-list.tsx";
import { SourceText } from "../ui/source-text.tsx";
import { useWords } from "../ui/words.ts";
import { LayerTabs } from "./layers.tsx";

interface ModelSettingsProps {
  readonly model: number;
  readonly name: string;
}

const cellOptions = (Object.keys(cells) as CellKind[]).map((value) => ({ value, label: cells[value].title }));
/** Descriptors, as those of the settings: `FieldControl` says them in the page's language. One field a cell, with that cell as its default: a model's cell is never "changed". */
const cellFields = Object.fromEntries(
  cellOptions.map(({ value }) => [
    value,
    choice({ label: en.app.models.cell, default: value, options: cellOptions, doc: en.app.models.cellDoc }),
  ]),
);

const architectureOptions = (Object.keys(architectures) as ArchitectureKind[]).map((value) => ({
  value,
  label: architectures[value].title,
}));
const architectureFields = Object.fromEntries(
  architectureOptions.map(({ value }) => [
    value,
    choice({
      label: en.app.models.architecture,
      default: value,
      options: architectureOptions,
      doc: en.app.models.architectureDoc,
    }),
  ]),
);

/** What a model is beside its layers: nothing to choose as long as stacks are all there is. */
function ArchitectureSettings({ model }: { readonly model: number }) {
  const own = useApp((app) => app.spec.models[model]);
  const { set, setArchitecture } = useActions();
  const field = own && architectureFields[own.architecture];
  if (!own || !field) return null;
  const { fields } = architectures[own.architecture];
  return (
    <>
      {architectureOptions.length > 1 && (
        <FieldControl
          name="architecture"
          field={field}
          value={own.architecture}
          onCommit={(_, value) => setArchitecture(model, String(value))}
        />
      )}
      {Object.keys(fields).length > 0 && (
        <FieldList fields={fields} values={own.values} path={modelPath(model, "")} onCommit={set} />
      )}
    </>
  );
}

/** The settings of one layer at a time: a stack of four would fill the rail. */
export const ModelSettings = memo(function ModelSettings({ model, name }: ModelSettingsProps) {
  const words = useWords(en.app.models);
  const own = useApp((app) => app.spec.models[model]);
  const alone = useApp((app) => app.spec.models.length === 1);
  const { set, setModelCell, addLayer, removeLayer, removeModel } = useActions();
  const [wanted, setWanted] = useState(0);
  const places = own ? placesOf(own) : [];
  const chosen = Math.min(wanted, places.length - 1);
  const chooseCell = useCallback(
    (_: string, value: FieldValue) => setModelCell(model, String(value), chosen),
    [model, chosen, setModelCell],
  );
  const place = places[chosen];
  const layer = place?.layer;
  const cellField = layer && cellFields[layer.cell];
  const fields = useMemo(() => layer && shownLayerFields(layer), [layer]);
  if (!own || !place || !layer || !cellField || !fields) return null;
  const { parts } = architectures[own.architecture];
  const siblings = own.parts[place.part] ?? [];
  return (
    <>
      <ArchitectureSettings model={model} />
      {parts.map((part) => {
        const layers = own.parts[part.name] ?? [];
        const first = places.findIndex((one) => one.part === part.name);
        return (
          <LayerTabs
            key={part.name}
            name={name}
            part={parts.length === 1 ? null : part.title}
            layers={layers}
            chosen={part.name === place.part ? place.index : null}
            onChoose={(index) => setWanted(first + index)}
            onAdd={() => {
              addLayer(model, part.name);
              setWanted(first + layers.length);
            }}
          />
        );
      })}
      {/* Another layer's settings are other controls: half-typed values do not move over. */}
      <Fragment key={chosen}>
        <FieldControl name="cell" field={cellField} value={layer.cell} onCommit={chooseCell} />
        <p className="task-data">
          {words.source}: <SourceText source={cells[layer.cell].source} />
        </p>
        <FieldList
          fields={fields}
          values={layer.values}
          path={layerPath(model, chosen, "", own)}
          onCommit={set}
        />
      </Fragment>
      <div className="model-ends">
        {!alone && (
          <button type="button" className="word model-remove" onClick={() => removeModel(model)}>
            {words.remove(name)}
          </button>
        )}
        {siblings.length > 1 && (
          <button type="button" className="word model-remove" onClick={() => removeLayer(model, chosen)}>
            {words.removeLayer(place.index)}
          </button>
        )}
      </div>
    </>
  );
});
