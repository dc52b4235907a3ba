import { activation as english } from "../../text/en/activation.ts";
import { memoryOf } from "../memory-signals.ts";
import { flatShare } from "../pre-activation.ts";
import { shownLane } from "../shown-model.ts";
import type { NumbersOf } from "../table.ts";
import { countedLanes, pictureOf } from "../time/picture.ts";
import { heldGates } from "../use-hold.ts";
import { activated, activationTable } from "./table.ts";

export { Activation as Component } from "./activation.tsx";

export const numbers: NumbersOf = ({ app, words, say }) => {
  const own = words(english);
  const picture = pictureOf(app);
  const lane = shownLane(app);
  if (!picture || lane === null) return { sentence: own.waiting, table: null };
  const name = picture.names[lane] ?? "";
  if (countedLanes(picture).includes(lane)) return { sentence: own.counted(name), table: null };
  const memory = memoryOf(picture, lane);
  if (!memory) return { sentence: own.waiting, table: null };
  const signals = activated(memory, heldGates(memory, app.spec.models[lane]));
  if (signals.length === 0) return { sentence: own.none(name), table: null };
  const said = signals.map(({ word, act, values }) =>
    own.image(name, say(word), own.short[act], String(Math.round(100 * flatShare(values, act)))),
  );
  return { sentence: said.join(" "), table: activationTable(own.table, signals) };
};
