import { type Phrase, phrase } from "../lib/phrase.ts";
import type { Command, Event } from "./protocol.ts";

export interface DeviceClient {
  send(command: Command): void;
  /** Ends the worker at once, whatever it is at. */
  dispose(): void;
}

/** Starts the worker. @param onCrash its script did not load, or an error escaped: half a sentence. */
export function createDeviceClient(
  onEvent: (event: Event) => void,
  onCrash: (why: Phrase) => void,
): DeviceClient {
  const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module", name: "device" });
  worker.onmessage = ({ data }: MessageEvent<Event>) => onEvent(data);
  worker.onerror = (event) => onCrash(event.message || phrase`its script could not be loaded`);
  return {
    send: (command) => worker.postMessage(command),
    dispose: () => worker.terminate(),
  };
}
