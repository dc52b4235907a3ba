/** What the fused engine tells the context for a network: every call, with its program's text, its sizes and its numbers. */
import { webglEngine } from "./engines.ts";
import { context, intercept, stub } from "./gl.ts";
import { batchOf, initialOf, type NetworkRequest, planOf, weightsOf } from "./requests.ts";

/** FNV-1a over the UTF-16 units of a text, with both halves mixed. */
function hashOf(text: string, seed: number): number {
  let hash = seed;
  for (let i = 0; i < text.length; i++)
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) ^ (hash >>> 15);
  return hash >>> 0;
}

/**
 * A hash of all calls that compareTrace would make, none of which is carried out by the device. Two choices of one engine with equal
 * hashes give the device the same programs, textures, numbers and draws in the same order, and so get the same bits from it.
 */
export async function stream(request: NetworkRequest): Promise<string> {
  const gl = context();
  const plan = planOf(request);
  const given = { ...plan, batch: request.given ?? plan.batch };
  const batch = batchOf(given, request);
  const numbers = new Map<unknown, number>();
  const texts = new Map<unknown, string>();
  /** Objects by the order in which they come, programs and places of uniforms by what they are. */
  const written = (value: unknown): string => {
    if (value instanceof WebGLProgram) {
      const text =
        texts.get(value) ??
        (gl.getAttachedShaders(value) ?? []).map((shader) => gl.getShaderSource(shader)).join("\n");
      texts.set(value, text);
      return `program ${text}`;
    }
    if (ArrayBuffer.isView(value)) {
      const bytes = new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
      let hash = 0x811c9dc5;
      for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193) ^ (hash >>> 15);
      return `${bytes.length} bytes ${hash}`;
    }
    if (typeof value === "object" && value !== null && !Array.isArray(value)) {
      const number = numbers.get(value) ?? numbers.size;
      numbers.set(value, number);
      return `${value.constructor.name} ${number}`;
    }
    return JSON.stringify(value) ?? "undefined";
  };
  const network = () =>
    webglEngine().createNetwork(plan, weightsOf(plan, request.seed ?? 1, request.unmoved));
  // The engine keeps programs and what it measured: the second of two networks is told the same as any later one.
  let hashes: readonly [number, number] = [0x811c9dc5, 0x9e3779b9];
  let calls = 0;
  const stubbed = stub(gl);
  const names = new Set<string>();
  for (let at: object | null = gl; at && at !== Object.prototype; at = Object.getPrototypeOf(at))
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(at)))
      if (typeof value === "function" && name !== "constructor") names.add(name);
  const asks = /^(get|is|check|clientWaitSync|fenceSync|deleteSync|flush|finish)/;
  const undo = intercept(
    gl,
    Object.fromEntries(
      [...names]
        .filter((name) => !asks.test(name))
        .map((name) => [
          name,
          (original: (...args: readonly unknown[]) => unknown, args: readonly unknown[]) => {
            const made = original(...args);
            const line = `${name}(${args.map(written).join()})${typeof made === "object" && made ? written(made) : ""}`;
            hashes = [hashOf(line, hashes[0]), hashOf(line, hashes[1])];
            calls++;
            return made;
          },
        ]),
    ),
  );
  const settings = {
    optimizer: { kind: "sgd", values: { learningRate: 0.1, momentum: 0 } },
    clipNorm: 0,
    randomKey: { seed: request.seed ?? 1, update: 4 },
  } as const;
  try {
    for (const isCounted of [false, true]) {
      if (isCounted) {
        hashes = [0x811c9dc5, 0x9e3779b9];
        calls = 0;
        numbers.clear();
      }
      const made = network();
      await made.trace(batch, initialOf(given, request));
      await made.evaluate(batch);
      await made.update(batch, settings, { profiles: true });
      await made.read();
      made.dispose();
    }
  } finally {
    undo();
    stubbed.stop();
  }
  return `${calls} calls, ${hashes.map((hash) => hash.toString(16)).join("")}`;
}
