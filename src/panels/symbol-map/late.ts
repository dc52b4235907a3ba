import { formatNumber } from "../../lib/format.ts";
import { quote } from "../../lib/quote.ts";
import { symbolSign } from "../../lib/symbol-sign.ts";
import { symbolMap as english } from "../../text/en/symbol-map.ts";
import { shownLane } from "../shown-model.ts";
import { type NumbersOf, rounded } from "../table.ts";
import { alphabetOf, knownText } from "../text-ask.ts";
import { chosenSymbol, shownSymbolIn } from "./chosen.ts";

export { SymbolMap as Component } from "./symbol-map.tsx";

const listed = 3;

export const numbers: NumbersOf = ({ app, words, say }) => {
  const own = words(english);
  const known = knownText(app.record, "symbols", shownLane(app));
  if (!known || !app.record) return { sentence: own.none, table: null };
  if ("why" in known) return { sentence: say(known.why), table: null };
  const { points, neighbours } = known.answer;
  const alphabet = alphabetOf(app.record).map(symbolSign);
  const ranks = Array.from({ length: Math.min(listed, neighbours.count) }, (_, rank) => rank);
  const near = (symbol: number, rank: number) => ({
    name: alphabet[neighbours.rows[symbol * neighbours.count + rank] ?? -1] ?? "",
    distance: neighbours.distances[symbol * neighbours.count + rank],
  });
  const chosen = shownSymbolIn(chosenSymbol.now(), alphabetOf(app.record));
  const nearest = ranks.map((rank) => {
    const { name, distance } = near(chosen, rank);
    return `${name} ${formatNumber(distance ?? Number.NaN, 3)}`;
  });
  const { columns } = own;
  return {
    sentence: own.sentence(quote(alphabet[chosen] ?? ""), nearest.join(", ")),
    table: {
      header: [
        ...[columns.symbol, columns.x, columns.y],
        ...ranks.flatMap((rank) => [columns.near(rank + 1), columns.distance(rank + 1)]),
      ],
      rows: alphabet.map((symbol, k) => [
        ...[symbol, rounded(points[2 * k]), rounded(points[2 * k + 1])],
        ...ranks.flatMap((rank) => {
          const { name, distance } = near(k, rank);
          return [name, rounded(distance)];
        }),
      ]),
    },
  };
};
