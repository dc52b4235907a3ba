/** The last pass of an update: one step of the optimizer on all parameters, which writes the twins of what it reads. */
import { type OptimizerKind, optimizers } from "../../optimizers/index.ts";
import type { UpdateSettings } from "../engine.ts";
import type { BundleLayout } from "./bundle-layout.ts";
import type { Device, Texture } from "./device.ts";
import type { Parameters } from "./parameters.ts";
import {
  compiled,
  type Pass,
  type PassList,
  type Source,
  type TrainingPasses,
  type Twin,
} from "./pass-list.ts";
import type { TextureUse } from "./text.ts";
import { optimizerProgram, scalarNames } from "./update-programs.ts";

/** The frame of a pass by the textures that it writes: twins change places. */
class TwinFrames {
  private readonly known: {
    readonly targets: readonly Texture[];
    readonly framebuffer: WebGLFramebuffer;
  }[] = [];

  constructor(
    private readonly device: Device,
    private readonly twins: readonly Twin[],
  ) {}

  get current(): WebGLFramebuffer {
    const targets = this.twins.map(({ next }) => next);
    const found = this.known.find((frame) => frame.targets.every((target, i) => target === targets[i]));
    if (found) return found.framebuffer;
    const framebuffer = this.device.createFramebuffer(targets.map((texture) => ({ texture, slice: 0 })));
    this.known.push({ targets, framebuffer });
    return framebuffer;
  }

  dispose(): void {
    for (const { framebuffer } of this.known) this.device.deleteFramebuffer(framebuffer);
  }
}

/** An optimizer's pass after the passes of one list. */
interface Tail {
  readonly list: PassList;
  readonly pass: Pass;
  readonly twins: readonly Twin[];
  readonly frames: TwinFrames;
}

export class OptimizerPasses {
  private readonly tails = new Map<string, Tail>();

  constructor(
    private readonly device: Device,
    private readonly layout: BundleLayout,
    private readonly parameters: Parameters,
  ) {}

  /**
   * The pass with its settings for one update.
   * @param update 1 for the first one
   */
  prepare(
    list: PassList,
    training: TrainingPasses,
    { optimizer: { kind, values }, clipNorm }: UpdateSettings,
    update: number,
  ): Pass {
    const { gl } = this.device;
    const { pass, frames } = this.tail(list, training, kind);
    // A frame that is not known yet must be made before the replay, which binds frames itself.
    void frames.current;
    const scalars = optimizers[kind].scalars(values, update);
    gl.useProgram(pass.program.handle);
    gl.uniform1fv(
      pass.program.uniform("scalars"),
      scalarNames(kind).map((name) => scalars[name] as number),
    );
    gl.uniform1f(pass.program.uniform("clipNorm"), clipNorm);
    return pass;
  }

  /** After a pass was drawn: what it wrote is read from now on. */
  swap(kind: OptimizerKind): void {
    for (const twin of this.parameters.twinsOf(kind)) [twin.current, twin.next] = [twin.next, twin.current];
  }

  /** Lets go of what reads a list's textures. */
  forget(list: PassList): void {
    for (const [key, tail] of this.tails)
      if (tail.list === list) {
        tail.frames.dispose();
        this.tails.delete(key);
      }
  }

  private tail(list: PassList, training: TrainingPasses, kind: OptimizerKind): Tail {
    const key = `${list.size} ${kind}`;
    const found = this.tails.get(key);
    if (found) return found;
    const { device, layout } = this;
    const twins = this.parameters.twinsOf(kind);
    const frames = new TwinFrames(device, twins);
    const text = optimizerProgram(layout, kind);
    const pass: Pass = {
      program: compiled(device, text),
      textures: text.samplers.map(({ use }) => this.source(list, use)),
      sizes: training.sizes,
      framebuffer: () => frames.current,
      ...{ x: 0, y: 0, width: layout.models * layout.width, height: layout.rows, step: 0 },
    };
    const tail = { list, pass, twins, frames };
    this.tails.set(key, tail);
    return tail;
  }

  private source(list: PassList, use: TextureUse): Source {
    return use.of === "slot" ? this.parameters.slot(use.slot) : list.source(use.of);
  }
}
