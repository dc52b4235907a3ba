/** tfjs' own WASM backend, for comparison alone: one thread, SIMD. Loaded when it is first asked for. */
import * as tf from "@tensorflow/tfjs";

/** Has tfjs run on its WASM backend from now on; which build of it, in words. */
export async function openTfjsWasm(): Promise<string> {
  if (tf.findBackend("wasm") === null) {
    const [{ setWasmPaths }, plain, simd, threaded] = await Promise.all([
      import("@tensorflow/tfjs-backend-wasm"),
      import("@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm.wasm?url"),
      import("@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-simd.wasm?url"),
      import("@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-threaded-simd.wasm?url"),
    ]);
    // Our engine has one thread too. The page could not share memory anyway, not being isolated from other origins.
    tf.env().set("WASM_HAS_MULTITHREAD_SUPPORT", false);
    setWasmPaths({
      "tfjs-backend-wasm.wasm": plain.default,
      "tfjs-backend-wasm-simd.wasm": simd.default,
      "tfjs-backend-wasm-threaded-simd.wasm": threaded.default,
    });
  }
  if (!(await tf.setBackend("wasm"))) throw new Error("tfjs could not start its WASM backend");
  return (await tf.env().getAsync("WASM_HAS_SIMD_SUPPORT")) ? "SIMD, one thread" : "one thread, no SIMD";
}
