import { int } from "../../lib/fields.ts";
import { defineTask } from "../task.ts";

/**
 * Next letter of the endless stream "hellohello…". After an l comes an l or an o: only memory tells which.
 *
 * x: [T] tokens h, e, l, o; y: [T] classes, the letter that follows each. Loss is cross-entropy in nats.
 *
 * Source: the lecture's four pairs h→e, e→l, l→l, l→o (University of Oslo, INF5400, 2019), as a stream with o→h.
 * Held out: one of the three starts (h, e, o), by the seed. There are three different windows in all, so every held-out
 * sequence is a copy of the one that training never shows.
 */
export const hello = defineTask({
  kind: "hello",
  title: "hello",
  summary: "The word hello, repeated. Predict the next letter; after an l, this requires memory.",
  source: "University of Oslo, INF5400, 2019; the same example as in Karpathy 2015",
  fields: {
    length: int({
      label: "Length",
      default: 10,
      min: 5,
      max: 200,
      unit: "letters",
      doc: "Letters per sequence. The state is reset after each sequence.",
    }),
  },
  loss: "crossEntropy",
  lossLabel: "cross-entropy, nats per letter",
  samplesShown: 3,
  prepare: async (values, seed) => (await import("./prepare.ts")).prepareHello(values, seed),
});
