import "./layers.css";
import { cells } from "../cells/index.ts";
import { type LayerSpec, maxLayers } from "../spec/spec.ts";
import { en } from "../text/en.ts";

const words = en.app.models;

interface LayerTabsProps {
  /** Of the model, as the race calls it. */
  readonly name: string;
  readonly layers: readonly LayerSpec[];
  /** Index of the layer whose settings are shown. */
  readonly chosen: number;
  readonly onChoose: (layer: number) => void;
  readonly onAdd: () => void;
}

/** Which layer's settings are shown, from the input up; a further one goes on top. */
export function LayerTabs({ name, layers, chosen, onChoose, onAdd }: LayerTabsProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as a row in every browser
    <div className="layer-tabs" role="group" aria-label={words.layersOf(name)}>
      <span>{words.layerWord(layers.length)}</span>
      {layers.map(({ cell }, layer) => (
        <button
          // biome-ignore lint/suspicious/noArrayIndexKey: a layer is its place
          key={layer}
          type="button"
          className="layer-tab"
          aria-pressed={layer === chosen}
          aria-label={words.layerName(layer, cells[cell].short)}
          title={words.layerName(layer, cells[cell].short)}
          onClick={() => onChoose(layer)}
        >
          {layer + 1}
        </button>
      ))}
      {layers.length < maxLayers && (
        <button type="button" className="word" aria-label={words.addLayerName(name)} onClick={onAdd}>
          {words.add}
        </button>
      )}
    </div>
  );
}
