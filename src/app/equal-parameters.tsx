import { useMemo } from "react";
import { formatCount, formatNumber } from "../lib/format.ts";
import { type EqualModel, equalParameters } from "../model/equal-parameters.ts";
import { directionsOf } from "../model/plan.ts";
import { layerPath } from "../spec/paths.ts";
import { type ModelSpec, modelNames } from "../spec/spec.ts";
import { useActions, useApp } from "../store/hooks.ts";
import { en } from "../text/en.ts";
import { usePlanRequest } from "./use-costs.ts";

const words = en.app.models.equal;

const percent = (share: number): string =>
  share === 0 ? words.same : words.percent(`${share > 0 ? "+" : ""}${formatNumber(100 * share, 2)}`);

/** Units of a model's layers, from the input up, "2 × 32 + 16": as they are, or as they are to be. */
export const unitsText = (
  layers: ModelSpec["layers"],
  units: readonly number[] = layers.map(({ values }) => Number(values.units)),
): string =>
  layers
    .map(({ values }, l) => {
      const own = formatCount(units[l] ?? 0);
      return directionsOf(values).length === 2 ? `2\u00a0×\u00a0${own}` : own;
    })
    .join(" + ");

const hasUnits = ({ layers }: ModelSpec, { units }: EqualModel): boolean =>
  layers.every(({ values }, l) => values.units === units[l]);

/** For each model of the race, the units with which the others have as many parameters; pressing one sets them. */
export function EqualMenu() {
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
          const units = race.flatMap((model, m) =>
            model.units.map((count, layer) => [layerPath(m, layer, "units"), count] as const),
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
                          en.app.models.units(unitsText(models[m]?.layers ?? [], model.units)),
                          formatCount(model.parameters),
                          percent(model.difference),
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
