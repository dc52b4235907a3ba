import { expect, test } from "vitest";
import { stackOf } from "../model/networks.ts";
import { shownScan } from "./shown-scan.ts";

const gru = (bidirectional: boolean) => ({ cell: "gru", options: { bidirectional } }) as const;
const [forward, backward] = ["forward", "backward"] as const;

test("the last layer's forward scan is shown first, then the layer and direction chosen, or the nearest that a model has", () => {
  const two = stackOf([gru(false), gru(true)]);
  const choices = [
    null,
    { layer: 0, direction: forward },
    { layer: 0, direction: backward },
    { layer: 1, direction: forward },
    { layer: 1, direction: backward },
    { layer: 3, direction: backward },
  ];
  expect(choices.map((shown) => shownScan(two, shown)?.path)).toEqual([
    "layers.1",
    "layers.0",
    "layers.0",
    "layers.1",
    "layers.1.backward",
    "layers.1.backward",
  ]);
});
