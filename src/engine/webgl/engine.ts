/**
 * Back-propagation through time as a fixed list of draw calls on tfjs' own WebGL2 context, with programs printed from the cells'
 * equations: 2TP + P + 7 calls an update for a cell of P phases (2T + 8 for an LSTM), where stock tfjs makes 60 to 130 a step. A layer
 * that looks back nowhere, such as an embedding, computes all steps in one call each way.
 */
import * as tf from "@tensorflow/tfjs";
import { Refused } from "../../lib/said.ts";
import type { Plan } from "../../model/plan.ts";
import type { OptimizerKind } from "../../optimizers/index.ts";
import type { Engine, Support } from "../engine.ts";
import { rendersInSoftware } from "../software.ts";
import { gpgpu, rendererName, setWebGLFlags } from "../tfjs.ts";
import { BundleLayout } from "./bundle-layout.ts";
import { BundlePrograms } from "./bundle-programs.ts";
import { type Limits, openDevice, type Resources } from "./device.ts";
import { createRace, type Racer } from "./race.ts";
import { drawCallsOf, scheduleOf } from "./schedule.ts";
import { supportOf } from "./support.ts";
import { trainingBytes } from "./textures.ts";

/** Raised whenever a program changes: a device that proved itself on an older one does so again. */
export const kernelVersion = "4";

/** Updates under way: their telemetry is read behind them. */
const depth = 8;

export interface WebglEngine extends Engine {
  readonly limits: Limits;
  /** Alive now. */
  resources(): Resources;
  /** Bytes of textures that `models` networks of a plan will take in training, before anything is allocated. */
  planned(plan: Plan, models?: number, optimizer?: OptimizerKind): number;
  drawCallsPerUpdate(plan: Plan, models?: number): number;
}

export interface WebglOptions {
  /** At most this many render targets a draw call: 4 tries the path of small devices. */
  readonly drawBuffers?: number;
  /** Whether the backward product has a pass of its own; by default where the renderer is software. */
  readonly wide?: boolean;
}

/** @throws Error if tfjs' WebGL backend cannot be started. */
export async function createWebglEngine({ drawBuffers, wide }: WebglOptions = {}): Promise<WebglEngine> {
  setWebGLFlags();
  await tf.setBackend("webgl");
  await tf.ready();
  if (tf.getBackend() !== "webgl")
    throw new Error(`tfjs runs on “${tf.getBackend()}” although “webgl” was asked for`);
  const renderer = rendererName();
  const device = openDevice(gpgpu(), wide ?? rendersInSoftware(renderer), drawBuffers);
  const { limits } = device;

  const layoutOf = (plan: Plan, models = 1) => new BundleLayout(plan, models, limits);
  /** By plan: to know takes printing all its programs. */
  const known = new WeakMap<Plan, Support>();
  const supports = (plan: Plan): Support => {
    const support = known.get(plan) ?? supportOf(plan, limits);
    known.set(plan, support);
    return support;
  };
  const race = (models: readonly Racer[]) => {
    for (const { plan } of models) {
      const support = supports(plan);
      if (!support.ok) throw new Refused(support.reason);
    }
    return createRace(device, models);
  };

  return {
    kind: "webgl",
    backend: "webgl",
    renderer,
    depth,
    limits,
    supports,
    createRace: race,
    createNetwork(plan, weights) {
      const alone = race([{ plan, weights }]);
      const [member] = alone.members;
      return {
        ...(member as NonNullable<typeof member>),
        update: async (batch, settings, want) => {
          const [told] = await alone.update(batch, settings, want);
          return told as NonNullable<typeof told>;
        },
        dispose: alone.dispose,
      };
    },
    tensorCount: () => device.resources().textures,
    resources: device.resources,
    planned: (plan, models = 1, optimizer = "adam") => trainingBytes(layoutOf(plan, models), optimizer),
    drawCallsPerUpdate: (plan, models = 1) =>
      drawCallsOf(scheduleOf(new BundlePrograms(layoutOf(plan, models)), plan.batch, true)),
    dispose: device.dispose,
  };
}
