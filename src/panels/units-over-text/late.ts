import { formatCount, formatSigned } from "../../lib/format.ts";
import { unitAt } from "../../model/reading.ts";
import { unitsOverText as english } from "../../text/en/units-over-text.ts";
import { shownLane } from "../shown-model.ts";
import { type NumbersOf, rounded } from "../table.ts";
import { knownText, trackedBy } from "../text-ask.ts";
import { longUnitName, probeName } from "./probe-list.tsx";

export { UnitsOverText as Component } from "./units-over-text.tsx";

export const numbers: NumbersOf = ({ app, words, say }) => {
  const own = words(english);
  const known = knownText(app.record, "reading", shownLane(app));
  if (!known) return { sentence: own.none, table: null };
  if ("why" in known) return { sentence: say(known.why), table: null };
  const { answer: reading, update } = known;
  const { table } = own;
  const tracked = trackedBy(reading);
  const said = tracked.flatMap(({ kind, index, trained, untrained, other }) =>
    index === null
      ? []
      : [
          own.sentence(
            probeName(own, kind, reading.marker),
            longUnitName(own, reading, unitAt(reading.states, index)),
            formatSigned(trained),
            Number.isFinite(untrained) ? formatSigned(untrained) : own.unknown,
            Number.isFinite(other) ? formatSigned(other) : own.unknown,
          ),
        ],
  );
  return {
    sentence: [
      own.sentenceHead(formatCount(reading.tokens.length), formatCount(update)),
      ...said.slice(0, 3),
    ].join(" "),
    table: {
      header: [
        table.probe,
        ...[table.layer, table.state, table.unit],
        ...[table.trained, table.untrained, table.other],
      ],
      rows: reading.correlations.flatMap(({ kind, trained, untrained, other }) =>
        [...trained.keys()].map((index) => {
          const { at, unit } = unitAt(reading.states, index);
          const state = reading.states[at];
          return [
            probeName(own, kind, reading.marker),
            ...[(state?.layer ?? 0) + 1, state?.state ?? "", unit + 1],
            ...[rounded(trained[index]), rounded(untrained[index]), rounded(other[index])],
          ];
        }),
      ),
    },
  };
};
