import * as tf from "@tensorflow/tfjs";
import { messageOf } from "../lib/error-message.ts";
import type { Engine, EngineKind } from "./engine.ts";
import { createReferenceEngine, type ReferenceOptions } from "./reference/engine.ts";
import { firstCases, type SelfCheckResult, selfCheck, selfCheckBound } from "./self-check.ts";
import { drawsInSoftware } from "./software.ts";
import { setWebGLFlags } from "./tfjs.ts";
import { createWebglEngine, kernelVersion } from "./webgl/engine.ts";

export interface DeviceOptions {
  /** "cpu" skips WebGL and trains on the reference, unless an experiment asks for SIMD: for comparison and tests. */
  readonly backend?: "cpu";
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
  /** Another one with every change of the kernels. */
  readonly version: () => Promise<string>;
  readonly open: (options: Pick<DeviceOptions, "drawBuffers">) => Promise<Engine>;
}

/** Where engines come from; tests have their own. */
export interface Factories {
  /** Why this worker or page cannot train on WebGL, in one sentence; undefined if it can. */
  readonly obstacle: () => string | undefined;
  readonly reference: (options: ReferenceOptions) => Promise<Engine>;
  /** Null: none is tried. */
  readonly webgl: FusedFactory | null;
  readonly wasm: FusedFactory | null;
}

/** An engine that this page knows and that does not run here. */
export interface Missing {
  readonly kind: EngineKind;
  readonly backend: string;
  /** In one sentence. */
  readonly reason: string;
}

/** What a worker or page can train with. */
export interface Opened {
  /** The likeliest to be the fastest first, the reference last. */
  readonly engines: readonly Engine[];
  readonly missing: readonly Missing[];
  /** The engine that was asked for where an experiment asks for none, and why; null: the fastest. */
  readonly asked: { readonly kind: EngineKind; readonly note: string } | null;
}

function obstacle(): string | undefined {
  if (typeof OffscreenCanvas === "undefined" && typeof document === "undefined")
    return "This browser has no WebGL in workers.";
  if (tf.env().getNumber("WEBGL_VERSION") < 2) return "This browser or device offers no WebGL 2.";
  // Half-float textures train to garbage: 1e-4² is 0 there, and 300² is infinite.
  if (!tf.env().getBool("WEBGL_RENDER_FLOAT32_CAPABLE"))
    return "This device cannot draw to 32-bit float textures.";
  return undefined;
}

export const defaultFactories: Factories = {
  obstacle,
  reference: createReferenceEngine,
  webgl: { kind: "webgl", version: async () => kernelVersion, open: createWebglEngine },
  // Fetched when it is first wanted: a part of its own, and no part of what Node's tests of this file load.
  wasm: {
    kind: "wasm",
    version: async () => (await import("./crew/create.ts")).kernelVersion,
    open: async () => (await import("./crew/create.ts")).createWasmCrew(),
  },
};

const cpuAsked = "Training runs on the CPU, as was asked for.";

/** Why not WebGL, in one sentence, before anything is opened. */
function obstacleTo(options: DeviceOptions, factories: Factories): string | undefined {
  if (options.backend === "cpu") return cpuAsked;
  setWebGLFlags();
  return factories.obstacle();
}

/** Every engine that this worker or page can run, proven where it is not trusted; and those that it cannot. */
export async function openEngines(
  options: DeviceOptions = {},
  factories: Factories = defaultFactories,
): Promise<Opened> {
  const missing: Missing[] = [];
  let obstacle = obstacleTo(options, factories);
  let reference: Engine | null = null;
  if (obstacle === undefined)
    try {
      reference = await factories.reference({ backend: "webgl" });
    } catch (error) {
      obstacle = `WebGL could not be started (${messageOf(error)}).`;
    }
  const fused = async (factory: FusedFactory | null, backend: string, obstacle?: string) => {
    const found = factory && (obstacle ?? (await openProven(factory, options)));
    if (typeof found === "string" && factory) missing.push({ kind: factory.kind, backend, reason: found });
    return typeof found === "string" ? null : found;
  };
  const webgl = await fused(factories.webgl, "webgl", obstacle);
  const wasm = await fused(factories.wasm, "wasm");
  reference ??= await factories.reference({ backend: "cpu" });
  const order = webgl && drawsInSoftware(webgl.renderer) ? [wasm, webgl] : [webgl, wasm];
  return {
    engines: [...order, reference].filter((engine) => engine !== null),
    missing,
    asked: options.backend === "cpu" ? { kind: "reference", note: cpuAsked } : null,
  };
}

/** The fused engine, or why it is left out. */
async function openProven(factory: FusedFactory, options: DeviceOptions): Promise<Engine | string> {
  const { drawBuffers, proven = [], onProven } = options;
  let engine: Engine;
  try {
    engine = await factory.open(drawBuffers === undefined ? {} : { drawBuffers });
  } catch (error) {
    return `It could not be started (${messageOf(error).replace(/\.$/, "")}).`;
  }
  // Fewer render targets are other programs.
  const key = [engine.renderer, factory.kind, await factory.version(), drawBuffers ?? "all"].join(" · ");
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
    ? `It broke on a trial network (${reason}).`
    : `On this device it computes “${worstOf}” of a small ${cell} network wrong (off by ` +
      `${worstError.toPrecision(2)} of its largest entry; ${selfCheckBound} is allowed).`;

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

/** All engines there are, the fused ones first, each to be opened, checked and timed by itself, unproven. */
export function listEngines(
  options: DeviceOptions = {},
  factories: Factories = defaultFactories,
): readonly EngineOffer[] {
  const obstacle = obstacleTo(options, factories) ?? null;
  const { drawBuffers } = options;
  const fused = (factory: FusedFactory | null, backend: string, obstacle: string | null): EngineOffer[] =>
    factory
      ? [
          {
            id: `${factory.kind} ${backend}`,
            kind: factory.kind,
            backend,
            obstacle,
            open: () => factory.open(drawBuffers === undefined ? {} : { drawBuffers }),
          },
        ]
      : [];
  const stock = (backend: ReferenceOptions["backend"]): EngineOffer => ({
    id: `reference ${backend}`,
    kind: "reference",
    backend,
    obstacle: backend === "webgl" ? obstacle : null,
    open: () => factories.reference({ backend }),
  });
  return [
    ...fused(factories.webgl, "webgl", obstacle),
    ...fused(factories.wasm, "wasm", null),
    stock("webgl"),
    stock("cpu"),
  ];
}
