/** What makes the runs of a lab, one after the other, wherever it is: a worker of the page or a thread of Node. */
import type { Engine } from "../engine/engine.ts";
import { messageOf } from "../lib/error-message.ts";
import type { AssetLoader } from "../tasks/task.ts";
import type { LabCommand, LabEvent } from "./protocol.ts";
import { runJob } from "./run-job.ts";

export interface LabHostOptions {
  /** Asked for with the first run, and used for all. */
  readonly open: () => Promise<Engine>;
  readonly loadFrom: (assetBase: string) => AssetLoader;
  /** Resolves after other messages had their turn. */
  readonly wait: (ms: number) => Promise<void>;
  readonly post: (event: LabEvent) => void;
}

/** @returns takes commands; runs wait for those before them */
export function createLabHost({ open, loadFrom, wait, post }: LabHostOptions): (command: LabCommand) => void {
  const now = () => performance.now();
  let engine: Promise<Engine> | null = null;
  let queue: Promise<void> = Promise.resolve();
  async function run({ job, spec, assetBase }: LabCommand): Promise<void> {
    try {
      engine ??= open();
      const own = await engine;
      const began = now();
      const result = await runJob(spec, { engine: own, load: loadFrom(assetBase), now, wait });
      post({ type: "result", job, result, variant: own.renderer, milliseconds: now() - began });
    } catch (error) {
      post({ type: "failed", job, why: messageOf(error) });
    }
  }
  return (command) => {
    queue = queue.then(() => run(command));
  };
}
