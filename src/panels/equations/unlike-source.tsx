import { useMemo } from "react";
import { layerPath, showValue } from "../../experiment/describe.ts";
import { layersOf } from "../../experiment/spec.ts";
import { fieldIn } from "../../lib/fields.ts";
import { type Unlike, unlikeSource } from "../../model/conventions.ts";
import { sourceOf } from "../../model/notation.ts";
import { useActions, useApp } from "../../store/hooks.ts";
import { equations as equationsEnglish } from "../../text/en/equations.ts";
import { useText, useWords } from "../../ui/words.ts";
import { Fitting } from "./fitting.tsx";

/** A word where some model is not as the source has its cells; it opens that model's equations, which say more. */
export function UnlikeWord({ onOpen }: { readonly onOpen: (model: number) => void }) {
  const words = useWords(equationsEnglish.letters);
  const notation = useApp((app) => app.notation);
  const models = useApp((app) => app.spec.models);
  const model = useMemo(
    () => models.findIndex((one) => layersOf(one).some((layer) => unlikeSource(notation, layer).length > 0)),
    [models, notation],
  );
  if (model < 0) return null;
  const name = words.unlike(words.shortSources[sourceOf(notation)]);
  return (
    <button
      type="button"
      className="eq-word"
      aria-label={name}
      title={words.unlikeTitle}
      onClick={() => onOpen(model)}
    >
      <Fitting word={name} short={words.unlikeShort} />
    </button>
  );
}

interface UnlikeSourceProps {
  readonly model: number;
  readonly layer: number;
}

/** In which settings a layer is not as the source has its cell, what each means, and what makes it so. */
export function UnlikeSource({ model, layer }: UnlikeSourceProps) {
  const words = useWords(equationsEnglish.letters);
  const notation = useApp((app) => app.notation);
  const spec = useApp((app) => app.spec.models[model]);
  const begun = useApp((app) => app.run.update > 0);
  const { set } = useActions();
  const say = useText();
  const source = words.shortSources[sourceOf(notation)];
  const sentence = ({ field: described, own: now, source: its }: Unlike) => {
    const field = fieldIn(say, described);
    return words.has(field.label, showValue(field, now), source, showValue(field, its));
  };
  const own = spec && layersOf(spec)[layer];
  if (!own) return null;
  return unlikeSource(notation, own).map((unlike) => (
    <p key={unlike.name} className="eq-note eq-unlike">
      <span>
        <b>{sentence(unlike)}</b> {say(unlike.field.doc)}
      </span>
      <button
        type="button"
        className="eq-word"
        onClick={() => set(layerPath(model, layer, unlike.name, spec), unlike.source)}
      >
        {unlike.converts && begun ? words.convert : words.restart(source)}
      </button>
    </p>
  ));
}
