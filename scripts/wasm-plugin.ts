/**
 * Vite plugin: `virtual:unrolled-wasm` gives the SIMD engine's kernels, compiled when first asked for, and their version. In a
 * build the kernels are two files of which a page fetches one; in development and under vitest their bytes stand in the module.
 */
import { createHash } from "node:crypto";
import { join } from "node:path";
import type { Plugin } from "vite";
import { kernelFiles, kernels } from "./wasm-build.ts";

const NAME = "virtual:unrolled-wasm";
const RESOLVED = `\0${NAME}`;

/** By which a device that proved itself on other kernels is known. */
const versionOf = (modules: readonly Uint8Array[]): string => {
  const hash = createHash("sha256");
  for (const module of modules) hash.update(module);
  return `export const version = "${hash.digest("hex").slice(0, 12)}";`;
};

export function wasmKernels(): Plugin {
  let isBuild = false;
  return {
    name: "unrolled-wasm",
    configResolved(config) {
      isBuild = config.command === "build";
    },
    resolveId: (id) => (id === NAME ? RESOLVED : undefined),
    async load(id) {
      if (id !== RESOLVED) return undefined;
      const [relaxed, plain] = await Promise.all([kernels("relaxed"), kernels("plain")]);
      const version = versionOf([relaxed, plain]);
      if (isBuild) {
        const asset = (name: string, source: Uint8Array) =>
          `import.meta.ROLLUP_FILE_URL_${this.emitFile({ type: "asset", name: `simd-${name}.wasm`, source })}`;
        return [
          `const relaxed = ${asset("relaxed", relaxed)};`,
          `const plain = ${asset("plain", plain)};`,
          "export const load = async (isRelaxed) => {",
          "  const response = await fetch(isRelaxed ? relaxed : plain);",
          // biome-ignore lint/suspicious/noTemplateCurlyInString: the text of a module
          "  if (!response.ok) throw new Error(`${response.url} answered ${response.status}`);",
          "  return new Uint8Array(await response.arrayBuffer());",
          "};",
          version,
        ].join("\n");
      }
      for (const file of [...kernelFiles, join(import.meta.dirname, "wasm-build.ts")])
        this.addWatchFile(file);
      const text = (bytes: Uint8Array) => JSON.stringify(Buffer.from(bytes).toString("base64"));
      return [
        `const relaxed = ${text(relaxed)};`,
        `const plain = ${text(plain)};`,
        "export const load = async (isRelaxed) =>",
        "  Uint8Array.from(atob(isRelaxed ? relaxed : plain), (character) => character.charCodeAt(0));",
        version,
      ].join("\n");
    },
  };
}
