import { defineArchitecture, readsNoFuture } from "../architectures/architecture.ts";
import { flag } from "../lib/fields.ts";

/**
 * Two stacks that the readout reads side by side: an architecture for tests, in no registry. It has what a stack does not have, two
 * parts and a setting of its own.
 */
export const sideBySide = defineArchitecture({
  kind: "side-by-side",
  title: "Side by side",
  doc: "Two stacks that are read out together.",
  source: "none",
  fields: {
    chained: flag({
      label: "Right reads left",
      default: false,
      doc: "Whether the right stack reads the output of the left one, or the input.",
    }),
  },
  parts: [
    { name: "left", title: "Left" },
    { name: "right", title: "Right" },
  ],
  suits: readsNoFuture,
  build(net, { chained }) {
    const left = net.stack("left", [net.x]);
    const right = net.stack("right", [chained ? left : net.x]);
    net.loss(net.dense("readout", [left, right]));
  },
});
