import type { Command, Commands, Event } from "./protocol.ts";

/** The page's end of the worker. */
export interface TrainerClient {
  /** Sends a command on behalf of a run; events of other runs are dropped from now on. */
  send<K extends keyof Commands>(type: K, run: number, command: Commands[K]): void;
  dispose(): void;
}

/**
 * Starts the worker.
 * @param onCrash the worker itself broke (its script did not load, or an error escaped): a sentence for people.
 */
export function createTrainerClient(
  onEvent: (event: Event) => void,
  onCrash: (message: string) => void,
): TrainerClient {
  const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module", name: "trainer" });
  let run = 0;
  worker.onmessage = ({ data }: MessageEvent<Event>) => {
    if (data.run === run) onEvent(data);
  };
  worker.onerror = (event) => onCrash(event.message || "its script could not be loaded");
  worker.onmessageerror = () => onCrash("a message could not be read");
  return {
    send: (type, forRun, command) => {
      run = type === "resume" ? (command as Commands["resume"]).to : forRun;
      worker.postMessage({ type, run, ...command } as Command);
    },
    dispose: () => worker.terminate(),
  };
}
