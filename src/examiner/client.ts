import { type Phrase, phrase } from "../lib/phrase.ts";
import type { Command, Event } from "./protocol.ts";

export interface ExaminerClient {
  /** The first command starts the worker. */
  send(command: Command): void;
  /** Ends the worker, whatever it is doing; the next command starts another one, which knows nothing. */
  end(): void;
}

/** @param onCrash its script did not load, or an error escaped: half a sentence. */
export function createExaminerClient(
  onEvent: (event: Event) => void,
  onCrash: (why: Phrase) => void,
): ExaminerClient {
  let worker: Worker | null = null;
  const open = (): Worker => {
    const opened = new Worker(new URL("./examiner-worker.ts", import.meta.url), {
      type: "module",
      name: "examiner",
    });
    opened.onmessage = ({ data }: MessageEvent<Event>) => {
      if (worker === opened) onEvent(data);
    };
    opened.onerror = (event) => {
      if (worker === opened) onCrash(event.message || phrase`its script could not be loaded`);
    };
    return opened;
  };
  return {
    send: (command) => {
      worker ??= open();
      worker.postMessage(command);
    },
    end: () => {
      worker?.terminate();
      worker = null;
    },
  };
}
