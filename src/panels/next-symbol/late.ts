import { formatCount, formatFixed } from "../../lib/format.ts";
import { symbolSign } from "../../lib/symbol-sign.ts";
import { nextSymbol as english } from "../../text/en/units-over-text.ts";
import { shownLane } from "../shown-model.ts";
import { type NumbersOf, rounded } from "../table.ts";
import { alphabetOf, knownText, placeIn, textPlace } from "../text-ask.ts";
import { guessesAt, surpriseAt, surpriseOf } from "./guesses.ts";

export { NextSymbol as Component } from "./next-symbol.tsx";

const ranks = 4;

export const numbers: NumbersOf = ({ app, words, say }) => {
  const own = words(english);
  const known = knownText(app.record, "reading", shownLane(app));
  if (!known || !app.record) return { sentence: own.none, table: null };
  if ("why" in known) return { sentence: say(known.why), table: null };
  const { answer: reading } = known;
  const place = placeIn(reading, textPlace.now());
  if (place === null) return { sentence: own.none, table: null };
  const alphabet = alphabetOf(app.record);
  const sign = (code: number | undefined) => symbolSign(alphabet[code ?? -1] ?? "");
  const best = guessesAt(reading, place, ranks).map(({ code, p }) => `${sign(code)} ${formatFixed(p, 3)}`);
  const { columns } = own;
  const byRank = Array.from({ length: Math.min(ranks, alphabet.length) }, (_, rank) => rank);
  return {
    sentence: own.sentence(formatCount(place + 1), best.join(", "), formatFixed(surpriseOf(reading).mean, 2)),
    table: {
      header: [
        ...[columns.place, columns.symbol, columns.next, columns.p, columns.surprise],
        ...byRank.flatMap((rank) => [columns.guess(rank + 1), columns.guessP(rank + 1)]),
      ],
      rows: Array.from(reading.tokens, (token, t) => {
        const guesses = guessesAt(reading, t, ranks);
        const surprise = surpriseAt(reading, t);
        const next = reading.tokens[t + 1];
        return [
          ...[t + 1, sign(token), next === undefined ? null : sign(next)],
          ...[rounded(Math.exp(-surprise)), rounded(surprise)],
          ...byRank.flatMap((rank) => [sign(guesses[rank]?.code), rounded(guesses[rank]?.p)]),
        ];
      }),
    },
  };
};
