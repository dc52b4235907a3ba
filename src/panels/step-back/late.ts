import { formatNumber } from "../../lib/format.ts";
import { tasks } from "../../tasks/index.ts";
import { stepBack as english } from "../../text/en/step-back.ts";
import type { NumbersOf } from "../table.ts";
import { meanOf, stripModels, stripTable } from "./strip-data.ts";

export { StepBack as Component } from "./step-back.tsx";

export const numbers: NumbersOf = ({ app: { record, shownLayer }, words, say }) => {
  const own = words(english);
  if (!record) return { sentence: own.waiting, table: null };
  const { image } = own;
  const models = stripModels(record, shownLayer);
  const largest = models.flatMap(({ name, jacobian }) =>
    jacobian ? [image.value(name, formatNumber(meanOf(jacobian.largest), 3))] : [],
  );
  const losses = models.flatMap(({ name, losses: own }) =>
    own && Number.isFinite(own.at(-1)) ? [image.value(name, formatNumber(own.at(-1) as number, 3))] : [],
  );
  const reasons = models.flatMap(({ name, scan, why, jacobian }) => {
    const said = scan === null ? own.countedNamed(name) : (why ?? jacobian?.said ?? null);
    return said === null ? [] : [typeof said === "string" ? said : `${name}: ${say(said)}`];
  });
  const sentence = [
    ...(largest.length > 0 ? [image.jacobian(largest.join(", "))] : []),
    ...(losses.length > 0 ? [image.loss(losses.join(", "))] : []),
    ...reasons,
  ].join(" ");
  const unit = say(tasks[record.spec.task.kind].lossLabel);
  return {
    sentence: sentence === "" ? own.waiting : sentence,
    table: largest.length + losses.length > 0 ? stripTable(own.columns, models, unit) : null,
  };
};
