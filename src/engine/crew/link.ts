import { type Phrase, phrase } from "../../lib/phrase.ts";
import { ContextLost } from "../engine.ts";
import { type Answer, type Calls, type Command, errorOf } from "./protocol.ts";

/**
 * A worker of a race ended. What it held is gone, as with a graphics device: whoever goes on from a snapshot in a fresh
 * worker after that does right here too.
 */
export class WorkerLost extends ContextLost {
  override readonly name = "WorkerLost";
  override readonly what = "worker";
  constructor(reason: Phrase) {
    super(phrase`A worker that trained some of the models was lost (${reason}).`);
  }
}

export interface WorkerListener {
  onAnswer(answer: Answer): void;
  /** The worker did not start, or broke. */
  onDeath(reason: Phrase): void;
}

/** A worker as the crew sees it. */
export interface WorkerPort {
  post(command: Command): void;
  terminate(): void;
}

/** @throws Error where there are no workers. */
export type Spawn = (listener: WorkerListener) => WorkerPort;

export type CallFunction<C> = <K extends keyof C>(
  type: K,
  args: C[K] extends { readonly args: infer A } ? A : never,
) => Promise<C[K] extends { readonly result: infer R } ? R : never>;

/** A worker and the calls that it has not answered yet. */
export interface Link {
  readonly call: CallFunction<Calls>;
  /** Alive in the worker when it last answered. */
  tensors(): number;
  isLost(): boolean;
  /** Ends the worker; what is not answered rejects with WorkerLost. */
  end(reason: Phrase): void;
}

interface Pending {
  readonly resolve: (value: never) => void;
  readonly reject: (error: unknown) => void;
}

/** @throws Error where there are no workers. */
export function createLink(spawn: Spawn, onLost: () => void): Link {
  const pending = new Map<number, Pending>();
  let calls = 0;
  let tensors = 0;
  let lost: WorkerLost | null = null;

  function end(reason: Phrase): void {
    if (lost) return;
    lost = new WorkerLost(reason);
    tensors = 0;
    port.terminate();
    for (const { reject } of pending.values()) reject(lost);
    pending.clear();
    onLost();
  }
  const port = spawn({
    onAnswer: (answer) => {
      // What a worker said before it was ended may still be in the queue.
      if (lost) return;
      tensors = answer.tensors;
      const asked = pending.get(answer.call);
      pending.delete(answer.call);
      if (answer.type === "result") asked?.resolve(answer.value as never);
      else asked?.reject(errorOf(answer.fault));
    },
    onDeath: end,
  });

  return {
    call: (type, args) =>
      new Promise((resolve, reject) => {
        if (lost) throw lost;
        const call = ++calls;
        port.post({ type, call, args } as Command);
        pending.set(call, { resolve, reject });
      }),
    tensors: () => tensors,
    isLost: () => lost !== null,
    end,
  };
}
