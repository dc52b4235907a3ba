import { loss as english } from "../../text/en/loss.ts";
import type { NumbersOf } from "../table.ts";
import { lossSentence, lossTable } from "./loss-data.ts";

export { Loss as Component } from "./loss.tsx";

export const numbers: NumbersOf = ({ app: { record }, words, say }) => {
  const own = words(english);
  return { sentence: lossSentence(own, say, record), table: record && lossTable(own, say, record) };
};
