import { saturation as english } from "../../text/en/saturation.ts";
import { saturationOf, saturationTable } from "../gate-shares.ts";
import { memoryOf } from "../memory-signals.ts";
import { shownLane } from "../shown-model.ts";
import type { NumbersOf } from "../table.ts";
import { countedLanes, pictureOf } from "../time/picture.ts";

export { Saturation as Component } from "./saturation.tsx";

export const numbers: NumbersOf = ({ app, words, say }) => {
  const own = words(english);
  const picture = pictureOf(app);
  const lane = shownLane(app);
  if (!picture || lane === null) return { sentence: own.waiting, table: null };
  const name = picture.names[lane] ?? "";
  if (countedLanes(picture).includes(lane)) return { sentence: own.counted(name), table: null };
  const memory = memoryOf(picture, lane);
  if (!memory) return { sentence: own.waiting, table: null };
  const gates = memory.signals.filter(({ kind }) => kind === "gate");
  if (gates.length === 0) return { sentence: own.none(name), table: null };
  const said = gates.map((gate) => {
    const { shut, open } = saturationOf(gate);
    const most = (shares: Float64Array) => String(Math.round(100 * Math.max(...shares)));
    return own.image(name, say(gate.word), most(shut), most(open));
  });
  return { sentence: said.join(" "), table: saturationTable(own.table, gates) };
};
