import { defineArchitecture, readsNoFuture } from "../architecture.ts";

/**
 * Recurrent layers one above the other, read out by one dense layer.
 *
 * Source: El Hihi & Bengio 1995; Graves, Mohamed & Hinton 2013, arXiv:1303.5778, §2.
 */
export const stack = defineArchitecture({
  kind: "stack",
  title: "Stack",
  doc: "Recurrent layers one above the other, read out by one dense layer.",
  source: "Graves, Mohamed & Hinton 2013, arXiv:1303.5778",
  fields: {},
  parts: [{ name: "layers", title: "Layers" }],
  suits: readsNoFuture,
  build: (net) => net.loss(net.dense("readout", [net.stack("layers", [net.x])])),
});
