/** The models of a race in as few bundles as they fit: those with the same equations and sizes lie side by side. */
import { phrase } from "../../lib/phrase.ts";
import { Refused } from "../../lib/said.ts";
import type { Plan } from "../../model/plan.ts";
import type { Weights } from "../../model/weights.ts";
import type { Race } from "../engine.ts";
import { type Bundle, createBundle } from "./bundle.ts";
import { BundleLayout } from "./bundle-layout.ts";
import type { Device, Limits } from "./device.ts";
import { mebibytes, mostBytes } from "./support.ts";
import { misfit, trainingBytes } from "./textures.ts";

/** Models that share their passes: the clipping of each travels in one component of a vector. */
const mostTogether = 4;

export interface Racer {
  readonly plan: Plan;
  readonly weights: Weights;
}

/** Models of one shape, by their places in the race. */
export interface Group {
  readonly plan: Plan;
  readonly members: readonly number[];
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
    nodes.map((node) => {
      if (node.op !== "scan") return node;
      // Which gates are held is in the equations in force; at which values is data.
      return { ...node, options: null, held: null };
    }),
  ]);

/** In the order of their first members. */
export function groupsOf(plans: readonly Plan[], limits: Limits): readonly Group[] {
  const groups: { shape: string; plan: Plan; members: number[] }[] = [];
  const hasRoom = ({ plan, members }: Group) =>
    members.length < mostTogether &&
    misfit(new BundleLayout(plan, members.length + 1, limits), plan.batch, limits) === undefined;
  plans.forEach((plan, m) => {
    const shape = shapeOf(plan);
    const open = groups.find((group) => group.shape === shape && group.members.length < mostTogether);
    if (open && hasRoom(open)) open.members.push(m);
    else groups.push({ shape, plan, members: [m] });
  });
  return groups;
}

/** @throws RangeError where the models together need more memory than a page is given */
function checkBytes(groups: readonly Group[], models: number, limits: Limits): void {
  const bytes = groups.reduce(
    (sum, { plan, members }) => sum + trainingBytes(new BundleLayout(plan, members.length, limits), "adam"),
    0,
  );
  if (bytes > mostBytes)
    throw new Refused(
      phrase`The ${models} models together would need ${mebibytes(bytes)} of textures, but the limit is ${mebibytes(mostBytes)}. Remove a model, or reduce the batch size, the units or the length.`,
    );
}

/** @throws RangeError if the models do not fit the device; then nothing is left on it. */
export function createRace(device: Device, models: readonly Racer[]): Race {
  const groups = groupsOf(
    models.map(({ plan }) => plan),
    device.limits,
  );
  checkBytes(groups, models.length, device.limits);
  const bundles: Bundle[] = [];
  const dispose = () => {
    for (const bundle of bundles) bundle.dispose();
  };
  try {
    for (const { members } of groups)
      bundles.push(
        createBundle(
          device,
          members.map((m) => (models[m] as Racer).plan),
          members.map((m) => (models[m] as Racer).weights),
        ),
      );
  } catch (error) {
    dispose();
    throw error;
  }
  /** By model: what its bundle has at its place. */
  const byModel = <T>(of: readonly (readonly T[])[]): readonly T[] =>
    models.map((_, m) => {
      const b = groups.findIndex(({ members }) => members.includes(m));
      return of[b]?.[groups[b]?.members.indexOf(m) ?? -1] as T;
    });
  return {
    members: byModel(bundles.map(({ members }) => members)),
    async update(batch, settings, { profiles }) {
      const results = await Promise.all(bundles.map((bundle) => bundle.update(batch, settings)));
      return byModel(results).map((told) => (profiles ? told : { ...told, profiles: [] }));
    },
    dispose,
  };
}
