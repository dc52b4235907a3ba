/** A thin shell: some models of a race, on an engine of their own. It loads no tfjs. */
import { holdLifeline } from "../../lib/lifeline.ts";
import { createWasmEngine } from "../wasm/create.ts";
import { createHost } from "./host.ts";
import type { Answer, Command } from "./protocol.ts";

const scope = self as unknown as {
  postMessage(answer: Answer): void;
  onmessage: ((event: MessageEvent<Command>) => void) | null;
};

const host = createHost(createWasmEngine, (answer) => scope.postMessage(answer));
// It answers nothing before it can be told whether it lives; the order of the commands stays.
const held = holdLifeline(self.name);
scope.onmessage = ({ data }) => void held.then(() => host(data));
