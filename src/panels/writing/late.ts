import { formatCount, formatFixed, formatSigned } from "../../lib/format.ts";
import { listOf } from "../../lib/phrase.ts";
import { writing as english } from "../../text/en/writing.ts";
import { shownLane } from "../shown-model.ts";
import type { NumbersOf } from "../table.ts";
import { knownText } from "../text-ask.ts";
import { heldName } from "./held.ts";

export { Writing as Component } from "./writing.tsx";

export const numbers: NumbersOf = ({ app, words, say }) => {
  const own = words(english);
  const lane = shownLane(app);
  const known = knownText(app.record, "writing", lane);
  if (!known || !app.record || lane === null) return { sentence: own.none, table: null };
  if ("why" in known) return { sentence: say(known.why), table: null };
  const { answer, ask } = known;
  const { held, prompt, decoding } = ask;
  const newest = answer.texts.at(-1)?.update ?? null;
  const updates = answer.texts.map(({ update }) => formatCount(update));
  const temperature = decoding.kind === "greedy" ? [] : [formatFixed(decoding.temperature, 2)];
  const how = [own.kinds[decoding.kind], ...(decoding.kind === "topK" ? [String(decoding.k)] : [])];
  const { columns } = own;
  return {
    sentence: [
      own.sentence(app.record.names[lane] ?? "", say(listOf(updates)), [...how, ...temperature].join(" ")),
      ...(held && answer.held !== null
        ? [own.sentenceHeld(heldName(own, app.record, lane, held), formatSigned(held.value))]
        : []),
    ].join(" "),
    table: {
      header: [columns.update, columns.held, columns.prompt, columns.text],
      rows: [
        ...answer.texts.map(({ update, text }) => [update, null, prompt, text] as const),
        ...(held && answer.held !== null ? [[newest, held.value, prompt, answer.held] as const] : []),
      ],
    },
  };
};
