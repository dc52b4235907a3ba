/** The SIMD engine as a build makes it: its script and its two modules. */
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "vite";
import { wasmKernels } from "./wasm-plugin.ts";

export interface WasmFile {
  readonly name: string;
  /** After gzip, in 1000 bytes. */
  readonly kilobytes: number;
}

export async function buildWasmFiles(): Promise<readonly WasmFile[]> {
  const built = await build({
    configFile: false,
    logLevel: "error",
    plugins: [wasmKernels()],
    build: {
      write: false,
      target: "es2022",
      rollupOptions: {
        input: join(import.meta.dirname, "../src/engine/wasm/create.ts"),
        preserveEntrySignatures: "strict",
      },
    },
  });
  const files = (Array.isArray(built) ? built : [built]).flatMap((one) =>
    "output" in one ? one.output : [],
  );
  return files.map((file) => ({
    name: file.fileName,
    kilobytes: gzipSync(file.type === "chunk" ? file.code : file.source, { level: 9 }).length / 1000,
  }));
}
