/** For tests: workers that live in this process, behind real message channels, and can be ended or made to fail. */

import { createHost } from "../engine/crew/host.ts";
import type { Spawn } from "../engine/crew/link.ts";
import type { Command, EngineOptions } from "../engine/crew/protocol.ts";
import type { Engine } from "../engine/engine.ts";

export interface FakeWorkers {
  readonly spawn: Spawn;
  /** Started so far, and alive now. */
  started(): number;
  alive(): number;
  /** By worker, the names of the calls it got. */
  readonly log: Command["type"][][];
  /** As if the browser had ended them all. */
  kill(reason: string): void;
}

/** @param open the engine of a worker. */
export function fakeWorkers(open: (options: EngineOptions) => Promise<Engine>): FakeWorkers {
  const log: Command["type"][][] = [];
  const living = new Map<object, (reason: string) => void>();
  return {
    log,
    started: () => log.length,
    alive: () => living.size,
    kill: (reason) => {
      for (const die of [...living.values()]) die(reason);
    },
    spawn: ({ onAnswer, onDeath }) => {
      const { port1: ours, port2: theirs } = new MessageChannel();
      const calls: Command["type"][] = [];
      log.push(calls);
      const host = createHost(open, (answer) => theirs.postMessage(answer));
      theirs.onmessage = ({ data }: MessageEvent<Command>) => {
        calls.push(data.type);
        host(data);
      };
      ours.onmessage = ({ data }) => onAnswer(data);
      const port = {
        post: (command: Command) => ours.postMessage(command),
        terminate: () => {
          living.delete(port);
          ours.close();
        },
      };
      living.set(port, onDeath);
      return port;
    },
  };
}
