import { expect, test } from "vitest";
import { stackOf } from "../model/networks.ts";
import { shownScan } from "./shown-scan.ts";

test("the last layer's forward scan is shown first; a model with fewer scans shows its last one", () => {
  const gru = (bidirectional: boolean) => ({ cell: "gru", options: { bidirectional } }) as const;
  const two = stackOf([gru(false), gru(true)]);
  expect([-1, 0, 1, 2, 3].map((shown) => shownScan(two, shown)?.path)).toEqual([
    "layers.1",
    "layers.0",
    "layers.1",
    "layers.1.backward",
    "layers.1.backward",
  ]);
});
