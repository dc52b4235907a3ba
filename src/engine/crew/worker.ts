/** A thin shell: some models of a race, on an engine of their own. It loads no tfjs. */
import { createWasmEngine } from "../wasm/create.ts";
import { createHost } from "./host.ts";
import type { Answer, Command } from "./protocol.ts";

const scope = self as unknown as {
  postMessage(answer: Answer): void;
  onmessage: ((event: MessageEvent<Command>) => void) | null;
};

const host = createHost(createWasmEngine, (answer) => scope.postMessage(answer));
scope.onmessage = ({ data }) => host(data);
