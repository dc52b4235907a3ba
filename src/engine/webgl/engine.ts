/**
 * Back-propagation through time as a fixed list of draws on tfjs' own WebGL2 context, with programs printed from the cells'
 * equations: 2TP + P + 7 draws an update for a cell of P phases (2T + 8 for an LSTM), where stock tfjs makes 60 to 130 a step.
 */
import * as tf from "@tensorflow/tfjs";
import type { Plan } from "../../model/plan.ts";
import type { Weights } from "../../model/weights.ts";
import type { OptimizerKind } from "../../optimizers/index.ts";
import type { Engine, Race, Support } from "../engine.ts";
import { drawsInSoftware } from "../software.ts";
import { gpgpu, rendererName, setWebGLFlags } from "../tfjs.ts";
import { type Bundle, createBundle } from "./bundle.ts";
import { type Limits, openDevice, type Resources } from "./device.ts";
import { type Geometry, geometryOf, misfit, pulledStates } from "./geometry.ts";
import { trainingBytes } from "./planned.ts";
import { learnedStates } from "./scan-first.ts";

/** Raised whenever a kernel or a template changes: a device that proved itself on an older one does so again. */
export const kernelVersion = "3";

/** Models that share their draws: the clipping of each travels in one component of a vector. */
const mostTogether = 4;
/** Bytes beyond which a network is refused: what a phone's or a laptop's browser still gives a page. */
const mostBytes = 1024 ** 3;
const mebibytes = (bytes: number): string => `${Math.ceil(bytes / 1024 ** 2)} MiB`;
/** Updates under way: their telemetry is read behind them. */
const depth = 8;

export interface WebglEngine extends Engine {
  readonly limits: Limits;
  /** Alive now. */
  resources(): Resources;
  /** Bytes of textures that `models` networks of a plan will take in training, before anything is allocated. */
  planned(plan: Plan, models?: number, optimizer?: OptimizerKind): number;
  drawsPerUpdate(plan: Plan, models?: number): number;
}

export interface WebglOptions {
  /** At most this many render targets a draw: 4 tries the path of small devices. */
  readonly drawBuffers?: number;
  /** Whether the backward product has a draw of its own; by default where the renderer is software. */
  readonly wide?: boolean;
}

/** Equal for networks whose programs and sizes are the same, whatever their settings. */
const shapeOf = ({ nodes, steps, batch, input, outputs, truncation, isPadded }: Plan): string =>
  JSON.stringify([
    steps,
    batch,
    input,
    outputs,
    truncation,
    isPadded,
    nodes.map((node) => ({ ...node, options: null })),
  ]);

/** @throws Error if tfjs' WebGL backend cannot be started. */
export async function createWebglEngine({ drawBuffers, wide }: WebglOptions = {}): Promise<WebglEngine> {
  setWebGLFlags();
  await tf.setBackend("webgl");
  await tf.ready();
  if (tf.getBackend() !== "webgl")
    throw new Error(`tfjs runs on “${tf.getBackend()}” although “webgl” was asked for`);
  const renderer = rendererName();
  const isWide = wide ?? drawsInSoftware(renderer);
  const device = openDevice(gpgpu(), isWide, drawBuffers);
  const { limits } = device;

  const geometry = (plan: Plan, models = 1): Geometry => geometryOf(plan, models, limits);
  const planned = (plan: Plan, models = 1, optimizer: OptimizerKind = "adam"): number =>
    trainingBytes(geometry(plan, models), optimizer);
  const supports = (plan: Plan): Support => {
    const reason = misfit(geometry(plan), plan.batch, limits);
    if (reason !== undefined) return { ok: false, reason };
    const bytes = planned(plan);
    if (bytes > mostBytes)
      return {
        ok: false,
        reason: `The network would take ${mebibytes(bytes)} of textures, and ${mebibytes(mostBytes)} is the most that is allowed: lower the batch, the units or the length.`,
      };
    return { ok: true };
  };
  const refuse = (plan: Plan) => {
    const support = supports(plan);
    if (!support.ok) throw new RangeError(support.reason);
  };

  function createRace(models: readonly { readonly plan: Plan; readonly weights: Weights }[]): Race {
    for (const { plan } of models) refuse(plan);
    const groups: { shape: string; members: number[] }[] = [];
    models.forEach(({ plan }, m) => {
      const shape = shapeOf(plan);
      const open = groups.find((group) => group.shape === shape && group.members.length < mostTogether);
      if (open && misfit(geometry(plan, open.members.length + 1), plan.batch, limits) === undefined)
        open.members.push(m);
      else groups.push({ shape, members: [m] });
    });
    const together = groups.reduce(
      (sum, { members }) =>
        sum + planned((models[members[0] as number] as { plan: Plan }).plan, members.length),
      0,
    );
    if (together > mostBytes)
      throw new RangeError(
        `The ${models.length} models would take ${mebibytes(together)} of textures together, and ${mebibytes(mostBytes)} is the most that is allowed: remove one, or lower the batch, the units or the length.`,
      );
    const bundles: { bundle: Bundle; members: readonly number[] }[] = [];
    const dispose = () => {
      for (const { bundle } of bundles) bundle.dispose();
    };
    try {
      for (const { members } of groups)
        bundles.push({
          members,
          bundle: createBundle(
            device,
            (models[members[0] as number] as { plan: Plan }).plan,
            members.map((m) => (models[m] as { weights: Weights }).weights),
          ),
        });
    } catch (error) {
      dispose();
      throw error;
    }
    const placed = models.map((_, m) => {
      const b = bundles.findIndex(({ members }) => members.includes(m));
      return { b, at: bundles[b]?.members.indexOf(m) as number };
    });
    return {
      members: models.map(({ plan }, m) => {
        const { b, at } = placed[m] as { b: number; at: number };
        const member = (bundles[b] as { bundle: Bundle }).bundle.members[at];
        return { ...(member as NonNullable<typeof member>), plan };
      }),
      async update(batch, settings, { profiles }) {
        const results = await Promise.all(bundles.map(({ bundle }) => bundle.update(batch, settings)));
        return placed.map(({ b, at }) => {
          const telemetry = (results[b] as NonNullable<(typeof results)[number]>)[at];
          const told = telemetry as NonNullable<typeof telemetry>;
          return profiles ? told : { ...told, profiles: [] };
        });
      },
      dispose,
    };
  }

  return {
    kind: "webgl",
    backend: "webgl",
    renderer,
    depth,
    limits,
    supports,
    createRace,
    createNetwork(plan, weights) {
      const race = createRace([{ plan, weights }]);
      const [member] = race.members;
      return {
        ...(member as NonNullable<typeof member>),
        update: async (batch, settings, want) => {
          const [told] = await race.update(batch, settings, want);
          return told as NonNullable<typeof told>;
        },
        dispose: race.dispose,
      };
    },
    tensorCount: () => device.resources().textures,
    resources: device.resources,
    planned,
    drawsPerUpdate: (plan, models = 1) => {
      const g = geometry(plan, models);
      const draws = (kind: "savedDraws" | "keptDraws") =>
        g.scans.reduce(
          (sum, { phases }) => sum + phases.reduce((inner, phase) => inner + phase[kind].length, 0),
          0,
        );
      const gradients = g.scans.reduce(
        (sum, { phases, scan }) => sum + phases.length + (scan.from === "x" ? 0 : 1),
        0,
      );
      // Logits, their statistics, gradients and what these send back; the readout's gradient, telemetry, optimizer.
      const pulls = g.scans.reduce(
        (sum, { phases, cell }) =>
          sum + (phases.some(({ isWide }) => isWide) ? pulledStates(cell).length : 0),
        0,
      );
      // Written before the first step, and what reaches them after it.
      const firsts = g.scans.reduce((sum, s) => sum + 2 * learnedStates(s).length, 0);
      return plan.steps * (draws("savedDraws") + draws("keptDraws") + pulls) + firsts + gradients + 7;
    },
    dispose: device.dispose,
  };
}
