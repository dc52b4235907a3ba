import "./layers.css";
import { cells } from "../cells/index.ts";
import { type LayerSpec, maxLayers } from "../experiment/spec.ts";
import type { Phrase } from "../lib/phrase.ts";
import { en } from "../text/en.ts";
import { useText, useWords } from "../ui/words.ts";

interface LayerTabsProps {
  /** Of the model, as the race calls it. */
  readonly name: string;
  /** The part that the layers are in, where the model has several; null where it has one. */
  readonly part: Phrase | null;
  readonly layers: readonly LayerSpec[];
  /** Index of the layer whose settings are shown; null if it is in another part. */
  readonly chosen: number | null;
  readonly onChoose: (layer: number) => void;
  readonly onAdd: () => void;
}

/** Which layer's settings are shown, from the input up; a further one goes on top. */
export function LayerTabs({ name: model, part, layers, chosen, onChoose, onAdd }: LayerTabsProps) {
  const words = useWords(en.app.models);
  const say = useText();
  const name = part === null ? model : words.partOf(say(part), model);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as a row in every browser
    <div className="layer-tabs" role="group" aria-label={words.layersOf(name)}>
      <span>{part === null ? words.layerWord(layers.length) : say(part)}</span>
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
