/** The SIMD engine alone: what it holds, and whether runs disturb each other in its memory. */
import { engineOf, makeEngine, wasmEngine } from "./engines.ts";
import { curve } from "./numerics.ts";
import { batchOf, bits, type NetworkRequest, planOf, type TrainRequest, weightsOf } from "./requests.ts";

/** Blocks and bytes that the engine gave out, and bytes of the module's memory, which never shrinks. */
function held() {
  const engine = wasmEngine();
  return {
    blocks: engine.tensorCount(),
    bytes: engine.memoryBytes(),
    memory: engine.routines.memory.buffer.byteLength,
  };
}

/** What is held before networks of all requests, with them, and after them; and after the same twenty times more. */
export async function memory(requests: readonly NetworkRequest[]) {
  const engine = wasmEngine();
  const settings = {
    optimizer: { kind: "adam", values: { learningRate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 } },
    clipNorm: 1,
  } as const;
  const once = async () => {
    const networks = requests.map((request) => {
      const plan = planOf(request);
      return { network: engine.createNetwork(plan, weightsOf(plan, 1)), plan, request };
    });
    for (const { network, plan, request } of networks) {
      const batch = batchOf(plan, request);
      await network.update(batch, settings, { profiles: true });
      await network.evaluate(batch);
      await network.trace(batch);
    }
    const during = held();
    // In another order than they came in, so that gaps are left between them.
    for (const { network } of [
      ...networks.filter((_, n) => n % 2 === 0),
      ...networks.filter((_, n) => n % 2 === 1),
    ])
      network.dispose();
    return during;
  };
  const before = held();
  const during = await once();
  const after = held();
  for (let n = 0; n < 20; n++) await once();
  return { before, during, after, later: held() };
}

/** A run alone, and the same run while another network trains between its updates; and on an engine of its own. */
export async function turns(request: TrainRequest, other: NetworkRequest) {
  const alone = await curve(request, "wasm");
  const run = async (engine: ReturnType<typeof engineOf>, disturbed: boolean) => {
    const [plan, otherPlan] = [planOf(request), planOf(other)];
    const network = engine.createNetwork(plan, weightsOf(plan, request.seed ?? 1));
    const neighbour = disturbed ? engine.createNetwork(otherPlan, weightsOf(otherPlan, 3)) : undefined;
    const losses: number[] = [];
    for (let n = 0; n < request.updates; n++) {
      const want = { profiles: false };
      losses.push((await network.update(batchOf(plan, request, n), request.settings, want)).loss);
      await neighbour?.update(batchOf(otherPlan, other, n), request.settings, want);
    }
    const { weights } = await network.read();
    network.dispose();
    neighbour?.dispose();
    return { losses, weights: [...weights.values()].map(bits) };
  };
  const inTurns = await run(engineOf("wasm"), true);
  const isRelaxed = wasmEngine().renderer.includes("relaxed");
  const own = await makeEngine({ engine: "wasm", backend: "wasm", relaxed: isRelaxed });
  const { losses, weights } = alone;
  return { alone: { losses, weights }, inTurns, elsewhere: await run(own, false) };
}
