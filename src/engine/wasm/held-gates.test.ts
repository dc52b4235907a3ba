import { expect, test } from "vitest";
import { freed } from "../../experiment/clamp-fields.ts";
import { everyClamp, stackOf } from "../../model/networks.ts";
import { routinesOf } from "./network.ts";
import { moduleText } from "./routines/module.ts";
import { shapesOf } from "./workspace.ts";

/** As it is, and with its gates free. */
const plansOf = ({ cell, options }: (typeof everyClamp)[number]) =>
  [options, freed({ cell, values: options }).values].map((own) => stackOf([{ cell, options: own }]));

test.each(everyClamp)(
  "$name runs on what is printed for the free cell, without the accumulators of held gates",
  (layer) => {
    const [held, free] = plansOf(layer).map((plan) => ({
      names: routinesOf(plan),
      shape: shapesOf(plan)[0],
    }));
    expect(held?.names).toEqual(free?.names);
    const gates = held?.shape?.scan.held.length ?? 0;
    expect(gates).toBeGreaterThan(0);
    expect(held?.shape?.accumulators).toHaveLength((free?.shape?.accumulators.length ?? 0) - gates);
  },
);

test("the module does not grow with the gates that can be held", () => {
  const text = moduleText("plain", []);
  // Cells have 13 texts of 98 thousand characters; before, 44 of 213 thousand.
  expect(text.match(/export function cell_/g)?.length).toBeLessThan(45);
  expect(text.length).toBeLessThan(140_000);
});
