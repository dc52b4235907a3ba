import { formatNorm } from "../../lib/format.ts";
import { heldPlans } from "../../store/hooks.ts";
import { columns } from "../../text/en/columns.ts";
import { unrolledAll as english } from "../../text/en/unrolled-all.ts";
import { scansShown } from "../shown-scan.ts";
import type { NumbersOf } from "../table.ts";
import { networkAt, pictureOf } from "../time/picture.ts";
import { endOfWay, shareAlong } from "./ribbon.ts";
import { chainTable } from "./table.ts";

export { UnrolledAll as Component } from "./unrolled-all.tsx";

export const numbers: NumbersOf = ({ app, words, say }) => {
  const own = words(english);
  const picture = pictureOf(app);
  if (!picture) return { sentence: own.loading, table: null };
  const scans = scansShown(heldPlans(picture.record, app.spec), app.shownLayer);
  const said = picture.names.map((name, m) => {
    const scan = scans[m];
    if (!scan) return own.countedNamed(name);
    const network = networkAt(picture, m);
    const norms = network?.norms[network.states[0] ?? "h"];
    const end = endOfWay(picture.length, scan.direction);
    const share = norms ? formatNorm(shareAlong(norms, end, scan.direction)) : "–";
    return own.image(name, scan.units, picture.length, share, end + 1);
  });
  return {
    sentence: said.join(" "),
    table:
      picture.networks.length > 0
        ? chainTable({ columns: words(columns), say }, picture, app.notation, scans)
        : null,
  };
};
