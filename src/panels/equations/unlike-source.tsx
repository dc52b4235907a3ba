import { useMemo } from "react";
import { type Unlike, unlikeSource } from "../../model/conventions.ts";
import { layerPath, showValue } from "../../spec/describe.ts";
import { useActions, useApp } from "../../store/hooks.ts";
import { en } from "../../text/en.ts";

const words = en.panels.equations.letters;

/** "S (UPF, Sukno)" in a sentence. */
const shortSource = (source: string): string => source.split(" (")[0] ?? source;

/** A word where some model is not as the source has its cells; it opens that model's equations, which say more. */
export function UnlikeWord({ onOpen }: { readonly onOpen: (model: number) => void }) {
  const notation = useApp((app) => app.notation);
  const models = useApp((app) => app.spec.models);
  const model = useMemo(
    () => models.findIndex(({ layers }) => layers.some((layer) => unlikeSource(notation, layer).length > 0)),
    [models, notation],
  );
  if (model < 0) return null;
  return (
    <button type="button" className="eq-word" title={words.unlikeTitle} onClick={() => onOpen(model)}>
      {words.unlike(shortSource(words.sources[notation]))}
    </button>
  );
}

interface UnlikeSourceProps {
  readonly model: number;
  readonly layer: number;
}

/** In which settings a layer is not as the source has its cell, what each means, and what makes it so. */
export function UnlikeSource({ model, layer }: UnlikeSourceProps) {
  const notation = useApp((app) => app.notation);
  const own = useApp((app) => app.spec.models[model]?.layers[layer]);
  const begun = useApp((app) => app.run.update > 0);
  const { set } = useActions();
  const source = shortSource(words.sources[notation]);
  const sentence = ({ field, own: now, source: its }: Unlike) =>
    words.has(field.label, showValue(field, now), source, showValue(field, its));
  if (!own) return null;
  return unlikeSource(notation, own).map((unlike) => (
    <p key={unlike.name} className="eq-note eq-unlike">
      <span>
        <b>{sentence(unlike)}</b> {unlike.field.doc}
      </span>
      <button
        type="button"
        className="eq-word"
        onClick={() => set(layerPath(model, layer, unlike.name), unlike.source)}
      >
        {unlike.converts && begun ? words.convert : words.anew}
      </button>
    </p>
  ));
}
