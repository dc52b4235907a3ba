/** What a worker of a lab does: one run after the other on SIMD. */
import { createWasmEngine } from "../engine/wasm/create.ts";
import { waitTurn } from "../lib/message-turns.ts";
import { fetchAsset } from "../tasks/load-asset.ts";
import { createLabHost } from "./host.ts";
import type { LabEvent } from "./protocol.ts";

const scope = self as unknown as { postMessage(message: LabEvent): void };

export const receive = createLabHost({
  open: () => createWasmEngine(),
  loadFrom: fetchAsset,
  wait: waitTurn,
  post: (event) => scope.postMessage(event),
});
