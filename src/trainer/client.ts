import { onEnd } from "../lib/lifeline.ts";
import { type Phrase, phrase } from "../lib/phrase.ts";
import { uniqueName } from "../lib/unique-name.ts";
import type { Command, Commands, Event } from "./protocol.ts";

/** The page's end of the worker. */
export interface TrainerClient {
  /**
   * Sends a command on behalf of a run; events of other runs are late from now on. `configure` starts a worker where
   * there is none; to a worker that is gone, other commands mean nothing.
   */
  send<K extends keyof Commands>(type: K, run: number, command: Commands[K]): void;
  /** Starts the worker before anything is asked of it, so that its scripts load while the page is painted. */
  prepare(): void;
  /** Grows when a worker ends: the next one knows no run of those before. */
  readonly generation: number;
  /** Ends the worker, whatever it is doing. */
  end(): void;
}

export interface TrainerListener {
  onEvent(event: Event): void;
  /** An event of a run before the present one, which was under way when the run changed. */
  onLate(event: Event): void;
  /** The worker itself broke (its script did not load, or an error escaped): half a sentence. */
  onCrash(why: Phrase): void;
}

/** A worker behind a few functions; it starts with the first run, or before. */
export function createTrainerClient({ onEvent, onLate, onCrash }: TrainerListener): TrainerClient {
  let worker: Worker | null = null;
  let generation = 0;
  let run = 0;
  let stopWatching: () => void = () => undefined;
  function open(): Worker {
    const name = `unrolled/trainer/${uniqueName()}`;
    const opened = new Worker(new URL("./worker.ts", import.meta.url), { type: "module", name });
    const ended = new AbortController();
    let isWatched = false;
    stopWatching = () => ended.abort();
    // What a worker said before it was ended may still be in the queue.
    opened.onmessage = ({ data }: MessageEvent<Event>) => {
      if (worker !== opened) return;
      // Once it has entered a phase it holds its lock.
      if (!isWatched && data.type === "phase") {
        isWatched = true;
        onEnd(name, ended.signal, () => onCrash(phrase`it stopped without an error message`));
      }
      (data.run === run ? onEvent : onLate)(data);
    };
    opened.onerror = (event) => {
      if (worker === opened) onCrash(event.message || phrase`its script could not be loaded`);
    };
    opened.onmessageerror = () => {
      if (worker === opened) onCrash(phrase`a message could not be read`);
    };
    return opened;
  }
  return {
    prepare: () => {
      worker ??= open();
    },
    send: (type, forRun, command) => {
      run = type === "resume" ? (command as Commands["resume"]).to : forRun;
      if (type === "configure") worker ??= open();
      worker?.postMessage({ type, run, ...command } as Command);
    },
    get generation() {
      return generation;
    },
    end: () => {
      stopWatching();
      worker?.terminate();
      worker = null;
      generation++;
    },
  };
}
