import { formatCount, formatNorm } from "../../lib/format.ts";
import { reachMap as english } from "../../text/en/reach-map.ts";
import type { NumbersOf } from "../table.ts";
import { mapTable } from "./map-cells.ts";
import { leftOf, shownMaps } from "./shown-maps.ts";

export { ReachMapPanel as Component } from "./reach-map.tsx";

export const numbers: NumbersOf = ({ app: { record, shownLayer }, words, say }) => {
  const own = words(english);
  const shown = record ? shownMaps(record, shownLayer, own.counted) : [];
  const ready = shown.flatMap(({ name, all }) => (all ? [{ name, all }] : []));
  const said = shown.map((one) => {
    const { name, steps, all, why } = one;
    if (all) return own.image(name, steps, formatCount(steps), formatNorm(leftOf(one, steps - 1)));
    return own.why(name, why === null ? own.none : say(why));
  });
  return {
    sentence: said.length > 0 ? said.join(" ") : own.waiting,
    table: ready.length > 0 ? mapTable(own.columns, ready) : null,
  };
};
