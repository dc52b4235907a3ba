import { useCallback, useEffect, useReducer, useRef } from "react";
import { createDeviceClient, type DeviceClient } from "../../device-page/client.ts";
import type { Command } from "../../device-page/protocol.ts";
import { type DeviceState, nothingKnown, reduce, type Task } from "./device-state.ts";

export interface DeviceActions {
  check(): void;
  time(sizes: Extract<Command, { type: "time" }>["sizes"]): void;
  /** Ends the worker, whatever it is at; what it found so far stays. */
  stop(): void;
}

/** The worker of this page: it starts with the page, and ends when the page is left. */
export function useDevice(backend: "auto" | "cpu"): readonly [DeviceState, DeviceActions] {
  const [state, dispatch] = useReducer(reduce, nothingKnown);
  const client = useRef<DeviceClient | null>(null);
  const start = useCallback(() => {
    client.current?.dispose();
    client.current = createDeviceClient(
      (event) => dispatch({ type: "event", event, at: performance.now() }),
      (message) => dispatch({ type: "crashed", message }),
    );
    client.current.send({ type: "open", backend });
  }, [backend]);
  useEffect(() => {
    start();
    return () => client.current?.dispose();
  }, [start]);
  const begin = (kind: Task["kind"], command: Command) => {
    dispatch({ type: "begun", kind, at: performance.now() });
    client.current?.send(command);
  };
  return [
    state,
    {
      check: () => begin("check", { type: "check" }),
      time: (sizes) => begin("time", { type: "time", sizes }),
      stop: () => {
        start();
        dispatch({ type: "stopped" });
      },
    },
  ];
}
