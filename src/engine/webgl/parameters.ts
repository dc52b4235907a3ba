/** Weights, optimizer slots and values of held gates of all models of a bundle, on the device. */
import { type HeldValues, heldValuesOf, type Plan } from "../../model/plan.ts";
import type { Weights } from "../../model/weights.ts";
import { type OptimizerKind, optimizers } from "../../optimizers/index.ts";
import type { NetworkState } from "../engine.ts";
import type { BundleLayout } from "./bundle-layout.ts";
import { type Device, type Texture, writeTexels } from "./device.ts";
import { gather, placesOf, scatter } from "./packing.ts";
import type { Shared, Twin } from "./pass-list.ts";
import { type Readback, type Region, whole } from "./readback.ts";
import { heldShape, parametersShape } from "./textures.ts";

export class Parameters implements Shared {
  readonly weights: Twin;
  readonly held: Texture;
  private readonly slots = new Map<string, Twin>();
  /** By parameter of the plan. */
  private readonly places: readonly Int32Array[];
  /** What was uploaded last by model, for weights that no equation reads. */
  private readonly uploaded: Weights[];

  /** @param plans by model, for the values of held gates; @param initial weights by model */
  constructor(
    private readonly device: Device,
    private readonly layout: BundleLayout,
    plans: readonly Plan[],
    initial: readonly Weights[],
  ) {
    this.places = layout.plan.params.map((param) => placesOf(layout, param));
    this.weights = this.twin();
    this.held = device.createTexture(heldShape(layout));
    this.uploaded = [...initial];
    initial.forEach((values, model) => {
      this.hold(model, heldValuesOf(plans[model] as Plan));
      this.upload(this.weights.current, model, values);
    });
  }

  /** Weights, then the slots of an optimizer; those that are missing are zero. */
  twinsOf(kind: OptimizerKind): readonly Twin[] {
    return [this.weights, ...optimizers[kind].slots.map((name) => this.slot(name))];
  }

  slot(name: string): Twin {
    const found = this.slots.get(name) ?? this.twin();
    this.slots.set(name, found);
    return found;
  }

  /** What is asked for now comes as it is now, whatever is drawn meanwhile. */
  async read(readback: Readback, model: number): Promise<Pick<NetworkState, "weights" | "slots">> {
    const names = [...this.slots.keys()];
    const [values, ...rest] = await readback.read([
      this.region(this.weights.current, model),
      ...names.map((name) => this.region(this.slot(name).current, model)),
    ]);
    return {
      weights: this.weightsFrom(values as Float32Array, this.uploaded[model]),
      slots: Object.fromEntries(names.map((name, i) => [name, this.weightsFrom(rest[i] as Float32Array)])),
    };
  }

  restore(model: number, { weights, slots }: Pick<NetworkState, "weights" | "slots">): void {
    this.upload(this.weights.current, model, weights);
    this.uploaded[model] = weights;
    for (const name of new Set([...this.slots.keys(), ...Object.keys(slots)])) {
      const zeros = () =>
        new Map(this.layout.plan.params.map(({ path, size }) => [path, new Float32Array(size)]));
      this.upload(this.slot(name).current, model, slots[name] ?? zeros());
    }
  }

  /** Holds a model's gates at other values. */
  hold(model: number, values: HeldValues): void {
    for (const { scan, heldRow } of this.layout.layers) {
      const own = values[scan.index] ?? [];
      if (own.length === 0) continue;
      const texels = Float32Array.from({ length: own.length * 4 }, (_, i) => own[i >> 2] as number);
      const box = { x: model, y: heldRow, width: 1, height: own.length };
      writeTexels(this.device.gl, this.held, box, texels);
    }
  }

  /** @param texels [rows, width, 4]; @param otherwise for weights that no equation reads; else they are 0 */
  weightsFrom(texels: Float32Array, otherwise?: Weights): Weights {
    return new Map(
      this.layout.plan.params.map(({ path }, i) => [
        path,
        gather(this.places[i] as Int32Array, texels, otherwise?.get(path)),
      ]),
    );
  }

  private twin(): Twin {
    const shape = parametersShape(this.layout);
    return { current: this.device.createTexture(shape), next: this.device.createTexture(shape) };
  }

  private region(texture: Texture, model: number): Region {
    const { width, rows } = this.layout;
    return { ...whole(texture), x: model * width, width, height: rows };
  }

  private upload(texture: Texture, model: number, values: Weights): void {
    const { width, rows, plan } = this.layout;
    const texels = new Float32Array(width * rows * 4);
    plan.params.forEach(({ path, size }, i) => {
      const own = values.get(path);
      if (own?.length !== size)
        throw new RangeError(`“${path}” has ${own?.length ?? "no"} values, but the plan wants ${size}`);
      scatter(this.places[i] as Int32Array, own, texels);
    });
    const box = { x: model * width, y: 0, width, height: rows };
    writeTexels(this.device.gl, texture, box, texels);
  }
}
