/** The pass lists of a bundle by batch size: the training batch's stays, of the others the last few. */
import type { Batch } from "../../lib/batch.ts";
import { checkBatch } from "../../model/lengths.ts";
import type { Masks } from "../../model/random.ts";
import type { BundleLayout } from "./bundle-layout.ts";
import { BundlePrograms } from "./bundle-programs.ts";
import { rowsPerStep } from "./counting.ts";
import { type Device, writeTexels } from "./device.ts";
import { packBatch } from "./packing.ts";
import { PassList, type Shared } from "./pass-list.ts";
import { scheduleOf } from "./schedule.ts";
import { writeMasks } from "./writing.ts";

/** Lists beside the training batch's: the probe's and an evaluation's. */
const listsKept = 3;

export class PassLists {
  private readonly lists = new Map<string, PassList>();
  private readonly programs: BundlePrograms;
  /** Texels of a batch, by their number: filled anew for each. */
  private readonly texels = new Map<number, Float32Array>();
  /** Lists whose masks are ones: nothing is dropped. */
  private readonly unmasked = new WeakSet<PassList>();

  /** @param forget told of a list that is disposed of */
  constructor(
    private readonly device: Device,
    private readonly layout: BundleLayout,
    private readonly shared: Shared,
    private readonly forget: (list: PassList) => void,
  ) {
    this.programs = new BundlePrograms(layout);
  }

  /** @throws RangeError if the device refuses its textures */
  for(size: number, isTraining: boolean): PassList {
    const { lists } = this;
    const key = `${size} ${isTraining}`;
    const found =
      lists.get(key) ?? new PassList(this.device, scheduleOf(this.programs, size, isTraining), this.shared);
    lists.delete(key);
    lists.set(key, found);
    const spare = [...lists].filter(([, list]) => list !== found && list.size !== this.layout.plan.batch);
    for (const [old, list] of spare.slice(0, Math.max(0, spare.length - listsKept + 1))) {
      lists.delete(old);
      list.dispose();
      this.forget(list);
    }
    return found;
  }

  /** Gives a list the sequences that its passes are to be over. @param denominator what their weights are divided by */
  fill(list: PassList, batch: Batch, denominator: number): void {
    const { layout } = this;
    checkBatch(layout.plan, batch);
    const { width } = layout.data;
    const height = layout.steps * rowsPerStep(list.size);
    const length = width * height * 4;
    const values = this.texels.get(length) ?? new Float32Array(length);
    this.texels.set(length, values);
    packBatch(layout, batch, denominator, values);
    writeTexels(this.device.gl, list.texture("data"), { x: 0, y: 0, width, height }, values);
  }

  /** Gives a list its dropout masks; none: nothing is dropped. */
  mask(list: PassList, masks: Masks = []): void {
    if (masks.length === 0 && this.unmasked.has(list)) return;
    writeMasks(this.device.gl, this.layout, list, masks);
    if (masks.length === 0) this.unmasked.add(list);
    else this.unmasked.delete(list);
  }
}
