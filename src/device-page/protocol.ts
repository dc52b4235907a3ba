/** What the device page and its worker say to each other. Interfaces first; the messages are derived from them. */
import type { EngineKind } from "../engine/engine.ts";
import type { SelfCheckResult } from "../engine/self-check.ts";
import type { Timing, TimingSize, timingSizes } from "../engine/timing.ts";
import type { Formed } from "../lib/phrase.ts";

export type { EngineKind } from "../engine/engine.ts";
export type { SelfCheckResult } from "../engine/self-check.ts";
export type { Timing, TimingSize } from "../engine/timing.ts";

/** Page → worker. What takes long waits for what was asked before it; to stop it, the worker is ended. */
export interface Commands {
  /** Once, first. */
  open: { readonly backend: "auto" | "cpu" };
  /** Every cell on every engine, and every variant of it, as `casesFor` says. */
  check: Record<never, never>;
  /** An update of these sizes on every engine. */
  time: { readonly sizes: readonly TimingSize[] };
}

export type LimitName =
  | "textureSize"
  | "arrayLayers"
  | "texture3D"
  | "cubeMap"
  | "drawBuffers"
  | "colourAttachments"
  | "renderbuffer"
  | "samples"
  | "fragmentTextures"
  | "combinedTextures"
  | "vertexUniforms"
  | "fragmentUniforms"
  | "uniformBlock"
  | "varyings";

export type AbilityName =
  | "drawsFloat32"
  | "drawsFloat16"
  | "blendsFloat32"
  | "filtersFloat32"
  | "highpFragments"
  | "timerQueries"
  | "parallelCompile"
  | "hardware";

export interface Graphics {
  readonly renderer: string;
  readonly vendor: string;
  readonly version: string;
  readonly shading: string;
  readonly limits: Readonly<Record<LimitName, number>>;
  readonly viewport: readonly [number, number];
  readonly abilities: Readonly<Record<AbilityName, boolean>>;
  readonly extensions: readonly string[];
}

export interface Machine {
  /** Logical processors, as far as the browser tells. */
  readonly cores: number | null;
  /** GiB, rounded to a power of two by the browser; null where it does not tell. */
  readonly memory: number | null;
  readonly platform: string;
  readonly userAgent: string;
  readonly simd: boolean;
  readonly relaxedSimd: boolean;
  /** Shared memory between threads. */
  readonly isolated: boolean;
}

/** An engine that the app knows, and why it does not run here, if so. */
export interface KnownEngine {
  readonly id: string;
  readonly kind: EngineKind;
  readonly backend: string;
  readonly obstacle: Formed | null;
}

/** Worker → page. */
export interface Events {
  facts: {
    readonly machine: Machine;
    /** Null without WebGL 2; then `noGraphics` says why. */
    readonly graphics: Graphics | null;
    readonly noGraphics: Formed | null;
    readonly engines: readonly KnownEngine[];
    readonly sizes: typeof timingSizes;
    /** Most that an array may be off in a self-check. */
    readonly bound: number;
  };
  /** First self-checks are done: of `trains` experiments take the fastest; `missing` did not start, or failed. */
  opened: {
    readonly trains: readonly { readonly kind: EngineKind; readonly backend: string }[];
    readonly missing: readonly {
      readonly kind: EngineKind;
      readonly backend: string;
      readonly reason: Formed;
    }[];
  };
  /** `done` of `of` cases or timings of this command; `engine` (and size `what`) is at hand. */
  progress: {
    readonly task: "check" | "time";
    readonly engine: string;
    readonly what: TimingSize | null;
    readonly done: number;
    readonly of: number;
  };
  checked: { readonly engine: string; readonly result: SelfCheckResult };
  /** Null: it was not measured, for this reason. */
  timed: {
    readonly engine: string;
    readonly size: TimingSize;
    readonly timing: Timing | null;
    readonly reason: Formed | null;
    /** Milliseconds an update would take, judging by a smaller size: too long to wait for. */
    readonly predicted: number | null;
  };
  /** An engine did not open. */
  refused: { readonly engine: string; readonly reason: Formed };
  /** Nothing is under way any more. */
  idle: Record<never, never>;
}

type Message<M> = { [K in keyof M]: { readonly type: K } & M[K] }[keyof M];
export type Command = Message<Commands>;
export type Event = Message<Events>;
export type Handlers<M> = { readonly [K in keyof M]: (message: M[K]) => void };
