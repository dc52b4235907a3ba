import * as tf from "@tensorflow/tfjs";
import type { Engine, EngineKind } from "./engine.ts";
import { createReferenceEngine, type ReferenceOptions } from "./reference/engine.ts";
import { firstCases, type SelfCheckResult, selfCheck, selfCheckBound } from "./self-check.ts";
import { setWebGLFlags } from "./tfjs.ts";
import { createWebglEngine, kernelVersion } from "./webgl/engine.ts";

export interface DeviceOptions {
  /** "cpu" skips WebGL, for comparison and tests. */
  readonly backend?: "cpu";
  /** The engine to train with, where it runs; the others stay behind it for what it does not support. */
  readonly engine?: EngineKind;
  /** Render targets of a pass, for tests: fewer than the device has. */
  readonly drawBuffers?: number;
  /** Keys of engines that have proven themselves on this device before. */
  readonly proven?: readonly string[];
  /** An engine has proven itself just now: with its key in `proven` it need not do so again. */
  readonly onProven?: (key: string) => void;
}

/** A fused engine: fast, and not trusted on a device before it has proven itself there. */
export interface FusedFactory {
  readonly kind: Exclude<EngineKind, "reference">;
  /** Raised with every change of the kernels. */
  readonly version: string;
  readonly open: (options: Pick<DeviceOptions, "drawBuffers">) => Promise<Engine>;
}

/** Where engines come from; tests have their own. */
export interface Factories {
  /** Why this worker or page cannot train on WebGL, in one sentence; undefined if it can. */
  readonly obstacle: () => string | undefined;
  readonly reference: (options: ReferenceOptions) => Promise<Engine>;
  /** Null: none is tried. */
  readonly webgl: FusedFactory | null;
}

function obstacle(): string | undefined {
  if (typeof OffscreenCanvas === "undefined" && typeof document === "undefined")
    return "This browser has no WebGL in workers, so training runs on the CPU.";
  if (tf.env().getNumber("WEBGL_VERSION") < 2)
    return "This browser or device offers no WebGL 2, so training runs on the CPU.";
  // Half-float textures train to garbage: 1e-4² is 0 there, and 300² is infinite.
  if (!tf.env().getBool("WEBGL_RENDER_FLOAT32_CAPABLE"))
    return "This device cannot draw to 32-bit float textures, so training runs on the CPU.";
  return undefined;
}

export const defaultFactories: Factories = {
  obstacle,
  reference: createReferenceEngine,
  webgl: { kind: "webgl", version: kernelVersion, open: createWebglEngine },
};

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const cpuAsked = "Training runs on the CPU, as was asked for.";

/** Why not WebGL, in one sentence, before anything is opened. */
function obstacleTo(options: DeviceOptions, factories: Factories): string | undefined {
  if (options.backend === "cpu") return cpuAsked;
  setWebGLFlags();
  return factories.obstacle();
}

/** Every engine that this worker or page can run, the fastest first: the first that supports an experiment trains it. */
export async function openEngines(
  options: DeviceOptions = {},
  factories: Factories = defaultFactories,
): Promise<readonly Engine[]> {
  const note = obstacleTo(options, factories);
  if (note !== undefined) return [await factories.reference({ backend: "cpu", note })];
  let reference: Engine;
  try {
    reference = await factories.reference({ backend: "webgl" });
  } catch (error) {
    const note = `WebGL could not be started (${messageOf(error)}), so training runs on the CPU.`;
    return [await factories.reference({ backend: "cpu", note })];
  }
  if (options.engine === "reference" || !factories.webgl) return [reference];
  const fused = await openProven(factories.webgl, options);
  // Engines are plain records of functions: a copy with a note is the same engine.
  return typeof fused === "string" ? [{ ...reference, note: fused }] : [fused, reference];
}

/** The fused engine, or why it is left out. */
async function openProven(factory: FusedFactory, options: DeviceOptions): Promise<Engine | string> {
  const { drawBuffers, proven = [], onProven } = options;
  let engine: Engine;
  try {
    engine = await factory.open(drawBuffers === undefined ? {} : { drawBuffers });
  } catch (error) {
    return `The fast engine could not be started (${messageOf(error)}), so the slower reference engine trains.`;
  }
  // Fewer render targets are other programs.
  const key = [engine.renderer, factory.kind, factory.version, drawBuffers ?? "all"].join(" · ");
  if (proven.includes(key)) return engine;
  // Against float64 on the CPU: it compiles no shader, and no driver that is wrong for both sides can hide there.
  const found = (await selfCheck(engine, "oracle", firstCases)).find(
    ({ outcome }) => outcome === "differs" || outcome === "threw",
  );
  if (found) {
    engine.dispose();
    return refusal(found);
  }
  onProven?.(key);
  return engine;
}

const refusal = ({ cell, outcome, worstOf, worstError, reason }: SelfCheckResult): string =>
  outcome === "threw"
    ? `The fast engine broke on a trial network (${reason}), so the slower reference engine trains.`
    : `On this device the fast engine computes “${worstOf}” of a small ${cell} network wrong (off by ` +
      `${worstError.toPrecision(2)} of its largest entry; ${selfCheckBound} is allowed), so the slower reference engine trains.`;

/** An engine that this page knows, whether it runs here or not. */
export interface EngineOffer {
  readonly id: string;
  readonly kind: EngineKind;
  readonly backend: string;
  /** Why it does not run here, in one sentence. */
  readonly obstacle: string | null;
  /** tfjs has one backend at a time: what was opened last runs. */
  readonly open: () => Promise<Engine>;
}

/** All engines there are, the fastest first, each to be opened, checked and timed by itself, unproven. */
export function listEngines(
  options: DeviceOptions = {},
  factories: Factories = defaultFactories,
): readonly EngineOffer[] {
  const obstacle = obstacleTo(options, factories) ?? null;
  const { webgl, reference } = factories;
  const { drawBuffers } = options;
  const stock = (backend: ReferenceOptions["backend"]): EngineOffer => ({
    id: `reference ${backend}`,
    kind: "reference",
    backend,
    obstacle: backend === "webgl" ? obstacle : null,
    open: () => reference({ backend }),
  });
  return [
    ...(webgl
      ? [
          {
            id: `${webgl.kind} webgl`,
            kind: webgl.kind,
            backend: "webgl",
            obstacle,
            open: () => webgl.open(drawBuffers === undefined ? {} : { drawBuffers }),
          },
        ]
      : []),
    stock("webgl"),
    stock("cpu"),
  ];
}
