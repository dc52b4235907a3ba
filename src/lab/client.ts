import { type Phrase, phrase } from "../lib/phrase.ts";
import type { LabCommand, LabEvent } from "./protocol.ts";

export interface LabClient {
  send(command: LabCommand): void;
  /** Ends the worker, whatever it is doing. */
  end(): void;
}

export type OpenLabClient = (onEvent: (event: LabEvent) => void, onCrash: (why: Phrase) => void) => LabClient;

/** @param onCrash its script did not load, or an error escaped: half a sentence. */
export const createLabClient: OpenLabClient = (onEvent, onCrash) => {
  const worker = new Worker(new URL("./lab-worker.ts", import.meta.url), { type: "module", name: "lab" });
  worker.onmessage = ({ data }: MessageEvent<LabEvent>) => onEvent(data);
  worker.onerror = (event) => onCrash(event.message || phrase`its script could not be loaded`);
  return { send: (command) => worker.postMessage(command), end: () => worker.terminate() };
};
