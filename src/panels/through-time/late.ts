import { formatNorm } from "../../lib/format.ts";
import { columns } from "../../text/en/columns.ts";
import { en } from "../../text/en.ts";
import { shownNorm } from "../gradient-scale.ts";
import type { NumbersOf } from "../table.ts";
import { countedLanes, pictureOf } from "../time/picture.ts";
import { outputLabel, outputText } from "./output-strip.tsx";
import { numbersOf } from "./table.ts";

export const numbers: NumbersOf = ({ app, words, say }) => {
  const own = words(en.panels.throughTime);
  const picture = pictureOf(app);
  if (!picture) return { sentence: own.loading, table: null };
  const { image } = own;
  const { output, names, networks } = picture;
  const last = picture.length - 1;
  const outputs = output.lines.flatMap((line, m) =>
    Number.isFinite(line[last]) ? [image.value(names[m] ?? "", outputText(output, m, last))] : [],
  );
  const norms = networks.map(({ name, norms: own, states }) =>
    image.value(name, formatNorm(shownNorm(own[states[0] ?? "h"] ?? [], 0, app.gradientMode))),
  );
  const none = countedLanes(picture).map((lane) => image.value(names[lane] ?? "", own.noGradient));
  return {
    sentence: [
      image.input(say(picture.drawing.sentence)),
      ...(outputs.length > 0 ? [image.output(outputLabel(own, say, output), outputs.join(", "))] : []),
      ...(networks.length > 0 ? [image.gradient([...norms, ...none].join(", "))] : []),
    ].join(" "),
    table: numbersOf({ columns: words(columns), say }, picture, app.notation, app.shownSignals),
  };
};
