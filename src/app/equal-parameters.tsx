import { useMemo } from "react";
import { layerPath } from "../experiment/paths.ts";
import { layersOf, type ModelSpec, modelNames } from "../experiment/spec.ts";
import { formatCount, formatNumber } from "../lib/format.ts";
import { type EqualModel, equalParameters } from "../model/equal-parameters.ts";
import { useActions, useApp } from "../store/hooks.ts";
import { en } from "../text/en.ts";
import type { Words } from "../text/language.ts";
import { useWords } from "../ui/words.ts";
import { unitsText } from "./units-text.ts";
import { usePlanRequest } from "./use-costs.ts";

const percent = (words: Words<typeof en.app.models.equal>, share: number): string =>
  share === 0 ? words.same : words.percent(`${share > 0 ? "+" : ""}${formatNumber(100 * share, 2)}`);

const hasUnits = (model: ModelSpec, { units }: EqualModel): boolean =>
  layersOf(model).every(({ values }, l) => values.units === units[l]);

/** For each model of the race, the units with which the others have as many parameters; pressing one sets them. */
export function EqualMenu() {
  const words = useWords(en.app.models.equal);
  const all = useWords(en);
  const models = useApp((app) => app.spec.models);
  const request = usePlanRequest();
  const { setTogether } = useActions();
  const solved = useMemo(
    () => request && models.map((_, like) => equalParameters(models, request, like)),
    [models, request],
  );
  if (!solved) return <p className="rail-note">{words.unknown}</p>;
  const names = modelNames(models);
  return (
    <div className="task-menu">
      <ul>
        {solved.map((race, like) => {
          const units = models.flatMap((model, m) =>
            (race[m]?.units ?? []).map(
              (count, layer) => [layerPath(m, layer, "units", model), count] as const,
            ),
          );
          const isNow = models.every((model, m) => hasUnits(model, race[m] as EqualModel));
          return (
            <li key={names[like]}>
              <button
                type="button"
                aria-current={isNow || undefined}
                onClick={() => !isNow && setTogether(Object.fromEntries(units))}
              >
                <b>{words.like(names[like] ?? "", formatCount(race[like]?.parameters ?? 0))}</b>
                {race.map(
                  (model, m) =>
                    m !== like && (
                      <span key={names[m]} className="number">
                        {words.model(
                          names[m] ?? "",
                          all.app.models.units(unitsText(layersOf(models[m] as ModelSpec), model.units)),
                          formatCount(model.parameters),
                          percent(words, model.difference),
                        )}
                      </span>
                    ),
                )}
              </button>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
