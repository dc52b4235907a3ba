import { expect, test } from "vitest";
import { decode } from "../experiment/link.ts";
import { createHeldGates } from "./held-gates.ts";
import { createLiveSpec } from "./live-spec.ts";
import { createProgress } from "./progress.ts";
import { newRun, type RunMove } from "./run-state.ts";

const submitted: RunMove = { type: "submitted", due: { evaluation: false, snapshot: false } };

/** A paused or training run at update 3 with one more submitted, of which the gate z is held from update 4 on. */
function holding(...moves: readonly RunMove[]) {
  const log: string[] = [];
  const progress = createProgress(newRun(3, false, "training"), () => undefined);
  for (const move of moves) progress.step(move);
  const weighted = {} as never;
  const gates = createHeldGates({
    progress,
    spec: createLiveSpec(decode("#1/models=gru&changes=4:models.0.clampZ:0").spec, 3, () => undefined),
    racers: {
      differs: ([model]) => model?.parts.layers?.[0]?.values.clampZ === 0,
      follow: async () => {
        log.push("follow");
        return [{ model: 0, before: weighted, after: weighted }];
      },
    },
    snapshots: { settled: async () => void log.push("settled") },
    evaluator: { gap: () => 0.5 },
    instruments: { forget: () => log.push("forget"), wantSample: () => log.push("sample") },
    emit: (type, event) => log.push(`${type} ${JSON.stringify(event)}`),
  });
  return { gates, log };
}

test("gates are held as the settings of the next update say", () => {
  expect(holding().gates.differ()).toBe(false);
  expect(holding(submitted).gates.differ()).toBe(true);
});

test("models are read for snapshots before they are turned, and told; text is written anew at rest", async () => {
  const converted = `converted ${JSON.stringify({ update: 3, model: 0, worst: 0.5 })}`;
  const training = holding(submitted);
  await training.gates.follow();
  expect(training.log).toEqual(["settled", "follow", converted, "forget"]);
  const paused = holding(submitted, { type: "pause" });
  await paused.gates.follow();
  expect(paused.log).toEqual(["settled", "follow", converted, "forget", "sample"]);
});
