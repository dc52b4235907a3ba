import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vitest/config";
import { CSP } from "./scripts/csp.ts";
import { dataAssets } from "./scripts/data-assets.ts";
import { noEntryImports } from "./scripts/entry-imports.ts";
import { licences } from "./scripts/licences.ts";
import { testsApart } from "./scripts/tests-apart.ts";
import { wasmKernels } from "./scripts/wasm-plugin.ts";

/** Writes the policy into the built index.html. The dev server has none: the React plugin's preamble is inline. */
const cspMeta = (): Plugin => ({
  name: "unrolled-csp",
  apply: "build",
  transformIndexHtml: () => [
    {
      tag: "meta",
      attrs: { "http-equiv": "Content-Security-Policy", content: CSP },
      injectTo: "head-prepend",
    },
  ],
});

const unitTests = ["src/**/*.test.{ts,tsx}", "scripts/**/*.test.ts", "e2e/*.test.ts"];
const apart = process.env.VITEST === undefined ? [] : testsApart(import.meta.dirname, ["src", "scripts"]);

export default defineConfig({
  base: process.env.BASE_PATH ?? "./",
  plugins: [react(), dataAssets(), wasmKernels(), cspMeta(), noEntryImports(), licences("page")],
  worker: {
    format: "es",
    plugins: () => [wasmKernels(), noEntryImports(), licences("worker")],
    rolldownOptions: {
      output: {
        // What the worker's body shares with an engine is one chunk: in several it would be 1 kB more after gzip.
        codeSplitting: {
          groups: [{ name: "model", test: /\/src\/(lib|cells|optimizers|model|engine)\//, minShareCount: 2 }],
        },
      },
    },
  },
  optimizeDeps: { include: ["@tensorflow/tfjs", "@tensorflow/tfjs-backend-webgl"] },
  build: {
    target: "es2022",
    modulePreload: { polyfill: false },
    // tfjs is about 1 MB before compression, and only the worker loads it.
    chunkSizeWarningLimit: 2000,
    // Small assets stay files: a data: URL would need a wider policy.
    assetsInlineLimit: 0,
    rolldownOptions: {
      // Else the chunk below becomes part of the entry, which no other chunk may import.
      experimental: { chunkOptimization: { mergeCommonChunks: false } },
      output: {
        // All that the page needs at once is one chunk beside the small entry: late chunks share code with this
        // chunk and never with the entry. In thirty small chunks it would be 11 kB more after gzip.
        codeSplitting: {
          groups: [{ name: "page", tags: ["$initial"], test: /^(?!.*(\/src\/main\.tsx|\.html))/ }],
        },
      },
    },
  },
  test: {
    // Long runs of small tests on a busy machine: what hangs is still found.
    testTimeout: 240_000,
    // The runner's own choice is one less than there are cores: on two, one after the other.
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: {
          name: "together",
          isolate: false,
          include: unitTests,
          exclude: ["**/*.gl.test.ts", "**/node_modules/**", ...apart],
        },
      },
      { extends: true, test: { name: "apart", include: apart } },
    ],
  },
});
