import { phrase } from "../../lib/phrase.ts";
import type { Plan } from "../../model/plan.ts";
import type { Support } from "../engine.ts";
import { supportOrReason, unlessStack } from "../support.ts";
import { BundleLayout } from "./bundle-layout.ts";
import { BundlePrograms } from "./bundle-programs.ts";
import type { Limits } from "./device.ts";
import { misfit, trainingBytes } from "./textures.ts";

/** Bytes beyond which a network is refused: what a phone's or a laptop's browser still gives a page. */
export const mostBytes = 1024 ** 3;
export const mebibytes = (bytes: number): string => `${Math.ceil(bytes / 1024 ** 2)} MiB`;

/** Whether a device with these limits trains a plan: its equations, its sizes, its memory. Nothing is allocated. */
export const supportOf = (plan: Plan, limits: Limits): Support =>
  unlessStack("webgl", plan) ??
  supportOrReason("webgl", () => {
    const layout = new BundleLayout(plan, 1, limits);
    const reason = misfit(layout, plan.batch, limits);
    if (reason !== undefined) return { ok: false, reason };
    const bytes = trainingBytes(layout, "adam");
    if (bytes > mostBytes)
      return {
        ok: false,
        reason: phrase`The model would need ${mebibytes(bytes)} of textures, but the limit is ${mebibytes(mostBytes)}. Reduce the batch size, the units or the length.`,
      };
    const read = Math.max(...new BundlePrograms(layout).all.map(({ samplers }) => samplers.length));
    if (read > limits.samplers)
      return {
        ok: false,
        reason: phrase`A step of the model would read ${read} textures, but the limit of this device is ${limits.samplers}; another engine is used.`,
      };
    return { ok: true };
  });
