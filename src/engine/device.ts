import { type Formed, phrase, phraseOf } from "../lib/phrase.ts";
import { partOf, saidBy } from "../lib/said.ts";
import type { Engine, EngineKind } from "./engine.ts";
import { type GraphicsFacts, readGraphicsFacts } from "./graphics.ts";
import { engineNames, engineNamesFirst } from "./names.ts";
import type { ReferenceOptions } from "./reference/engine.ts";
import type { SelfCheckResult } from "./self-check.ts";
import { rendersInSoftware } from "./software.ts";

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
  /** What a look at the graphics tells before tfjs is loaded. */
  readonly graphics: () => GraphicsFacts;
  /** Why this worker or page cannot train on WebGL, in one sentence; undefined if it can. */
  readonly obstacle: () => Promise<Formed | undefined>;
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
  readonly reason: Formed;
  /** The same with the engine's name in place of “it”, where it has that. */
  readonly named?: Formed;
}

/** What a worker or page can train with. */
export interface Opened {
  /** The likeliest to be the fastest first, the reference last. */
  readonly engines: readonly Engine[];
  readonly missing: readonly Missing[];
  /** The engine that was asked for where an experiment asks for none, and why; null: the fastest. */
  readonly asked: { readonly kind: EngineKind; readonly note: Formed } | null;
}

/** Fetched when they are first wanted, each a part of its own: SIMD needs no tfjs, and tfjs is a megabyte. */
const stock = () => import("./stock.ts");
const crew = () => import("./crew/create.ts");

/** Fetches the scripts of the engine that most experiments begin on. */
export function fetchFirst(): void {
  // What cannot be fetched is told where it is wanted.
  crew().catch(() => undefined);
}

export const defaultFactories: Factories = {
  graphics: readGraphicsFacts,
  obstacle: async () => (await stock()).obstacle(),
  reference: async (options) => (await stock()).createReferenceEngine(options),
  webgl: {
    kind: "webgl",
    version: async () => (await stock()).kernelVersion,
    open: async (options) => (await stock()).createWebglEngine(options),
  },
  wasm: {
    kind: "wasm",
    version: async () => (await crew()).kernelVersion,
    open: async () => (await crew()).createWasmCrew(),
  },
};

const cpuAsked = phrase`Training runs on the CPU, as requested.`;

/** Why a fused engine is left out: as Missing has it. */
class LeftOut {
  readonly reason: Formed;
  readonly named: Formed | undefined;
  constructor(reason: Formed, named?: Formed) {
    this.reason = reason;
    this.named = named;
  }
}

/** Why not WebGL, in one sentence, before anything is opened. */
async function obstacleTo(options: DeviceOptions, factories: Factories): Promise<Formed | undefined> {
  return options.backend === "cpu" ? cpuAsked : factories.obstacle();
}

/**
 * The engines of a worker, opened as they are wanted. SIMD alone is small and quick to start: an experiment that asks for
 * nothing else begins on it, while the rest waits until there is time for it.
 */
export interface Engines {
  /** SIMD, not proven yet; null where it does not run or another engine was asked for. */
  first(): Promise<Engine | null>;
  /** Has SIMD prove itself, once. False: it is not to be trusted, and `all` tells why. */
  prove(): Promise<boolean>;
  /** Whether a graphics device renders WebGL here, not the processor. */
  hasGraphics(): boolean;
  /** Beside SIMD: what could be opened, and what could not, as far as a look tells. */
  others(): Others;
  all(): Promise<Opened>;
  /** Of `all`, once it has been opened. */
  opened(): Opened | null;
}

export interface Others {
  readonly unopened: readonly Pick<Engine, "kind" | "backend" | "renderer">[];
  readonly missing: readonly Missing[];
}

export function createEngines(options: DeviceOptions = {}, factories: Factories = defaultFactories): Engines {
  let simd: Promise<Engine | LeftOut> | undefined;
  let proven: Promise<Engine | LeftOut> | undefined;
  let looked: Others | undefined;
  let all: Promise<Opened> | undefined;
  let opened: Opened | null = null;
  let isDistrusted = false;
  const openSimd = async (factory: FusedFactory) => {
    simd ??= openFused(factory, options);
    return simd;
  };
  const proveSimd = async (factory: FusedFactory) => {
    proven ??= openSimd(factory).then((engine) =>
      engine instanceof LeftOut ? engine : prove(engine, factory, options),
    );
    return proven;
  };
  const look = (): Others => {
    const facts = factories.graphics();
    const reference = (backend: ReferenceOptions["backend"], renderer: string) =>
      ({ kind: "reference", backend, renderer }) as const;
    return "obstacle" in facts
      ? {
          unopened: [reference("cpu", "CPU")],
          missing: [{ kind: "webgl", backend: "webgl", reason: facts.obstacle }],
        }
      : {
          unopened: [
            { kind: "webgl", backend: "webgl", renderer: facts.renderer },
            reference("webgl", facts.renderer),
          ],
          missing: [],
        };
  };
  const others = (): Others => {
    looked ??= look();
    return looked;
  };
  return {
    hasGraphics: () =>
      others().unopened.some(({ kind, renderer }) => kind === "webgl" && !rendersInSoftware(renderer)),
    first: async () => {
      if (!factories.wasm || options.backend === "cpu" || isDistrusted) return null;
      const engine = await openSimd(factories.wasm);
      return engine instanceof LeftOut ? null : engine;
    },
    prove: async () => {
      isDistrusted = factories.wasm === null || (await proveSimd(factories.wasm)) instanceof LeftOut;
      return !isDistrusted;
    },
    others,
    all: () => {
      all ??= openAll(options, factories, proveSimd).then((found) => {
        opened = found;
        return found;
      });
      return all;
    },
    opened: () => opened,
  };
}

/** Every engine that this worker or page can run, proven where it is not trusted; and those that it cannot. */
export const openEngines = (
  options: DeviceOptions = {},
  factories: Factories = defaultFactories,
): Promise<Opened> => createEngines(options, factories).all();

async function openAll(
  options: DeviceOptions,
  factories: Factories,
  openSimd: (factory: FusedFactory) => Promise<Engine | LeftOut>,
): Promise<Opened> {
  const missing: Missing[] = [];
  let obstacle = await obstacleTo(options, factories);
  let reference: Engine | null = null;
  if (obstacle === undefined)
    try {
      reference = await factories.reference({ backend: "webgl" });
    } catch (error) {
      obstacle = phrase`WebGL could not be started (${saidBy(error)}).`;
    }
  const fused = async (
    factory: FusedFactory | null,
    backend: string,
    open: (factory: FusedFactory) => Promise<Engine | LeftOut>,
  ) => {
    const found = factory && (await open(factory));
    if (!(found instanceof LeftOut)) return found;
    const { reason, named } = found;
    if (factory) missing.push({ kind: factory.kind, backend, reason, ...(named && { named }) });
    return null;
  };
  const webgl = await fused(factories.webgl, "webgl", async (factory) => {
    if (obstacle !== undefined) return new LeftOut(obstacle);
    const engine = await openFused(factory, options);
    return engine instanceof LeftOut ? engine : prove(engine, factory, options);
  });
  const wasm = await fused(factories.wasm, "wasm", openSimd);
  reference ??= await factories.reference({ backend: "cpu" });
  const order = webgl && rendersInSoftware(webgl.renderer) ? [wasm, webgl] : [webgl, wasm];
  return {
    engines: [...order, reference].filter((engine) => engine !== null),
    missing,
    asked: options.backend === "cpu" ? { kind: "reference", note: cpuAsked } : null,
  };
}

/** The fused engine, not proven, or why it is left out. */
async function openFused(factory: FusedFactory, { drawBuffers }: DeviceOptions): Promise<Engine | LeftOut> {
  try {
    return await factory.open(drawBuffers === undefined ? {} : { drawBuffers });
  } catch (error) {
    const why = partOf(error);
    const notStarted = (engine: Formed) => phrase`${engine} could not be started (${why}).`;
    return new LeftOut(notStarted(phraseOf("It")), notStarted(engineNamesFirst[factory.kind]));
  }
}

/** The fused engine once it has proven itself, or why it is left out; then it is gone. */
async function prove(
  engine: Engine,
  factory: FusedFactory,
  { drawBuffers, proven = [], onProven }: DeviceOptions,
): Promise<Engine | LeftOut> {
  // Fewer render targets are other programs.
  const key = [engine.renderer, factory.kind, await factory.version(), drawBuffers ?? "all"].join(" · ");
  if (proven.includes(key)) return engine;
  // Nothing is proven before the untrained states are there, so this comes after them.
  const { firstCases, selfCheck, selfCheckBound } = await import("./self-check.ts");
  // Against float64 on the CPU: it compiles no shader, and no driver that is wrong for both sides can hide there.
  const found = (await selfCheck(engine, "oracle", firstCases)).find(
    ({ outcome }) => outcome === "differs" || outcome === "threw",
  );
  if (found) {
    engine.dispose();
    return new LeftOut(refusal(found, selfCheckBound), refusal(found, selfCheckBound, factory.kind));
  }
  onProven?.(key);
  return engine;
}

/** @param engine is named where it is given. */
function refusal(
  { cell, outcome, worstOf, worstError, reason }: SelfCheckResult,
  limit: number,
  engine?: EngineKind,
): Formed {
  if (outcome === "threw") {
    const name = engine ? engineNamesFirst[engine] : phraseOf("It");
    return phrase`${name} failed on a test network (${reason ?? ""}).`;
  }
  const name = engine ? engineNames[engine] : phraseOf("it");
  return phrase`On this device ${name} computes “${worstOf}” of a small ${cell} network incorrectly (relative error ${worstError.toPrecision(2)}, limit ${limit}).`;
}

/** An engine that this page knows, whether it runs here or not. */
export interface EngineOffer {
  readonly id: string;
  readonly kind: EngineKind;
  readonly backend: string;
  /** Why it does not run here, in one sentence. */
  readonly obstacle: Formed | null;
  /** tfjs has one backend at a time: what was opened last runs. */
  readonly open: () => Promise<Engine>;
}

/** All engines there are, the fused ones first, each to be opened, checked and timed by itself, unproven. */
export async function listEngines(
  options: DeviceOptions = {},
  factories: Factories = defaultFactories,
): Promise<readonly EngineOffer[]> {
  const obstacle = (await obstacleTo(options, factories)) ?? null;
  const { drawBuffers } = options;
  const fused = (factory: FusedFactory | null, backend: string, obstacle: Formed | null): EngineOffer[] =>
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
