import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vitest/config";
import { CSP } from "./scripts/csp.ts";
import { dataAssets } from "./scripts/data-assets.ts";
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

export default defineConfig({
  base: process.env.BASE_PATH ?? "./",
  plugins: [react(), dataAssets(), wasmKernels(), cspMeta()],
  worker: { format: "es", plugins: () => [wasmKernels()] },
  optimizeDeps: { include: ["@tensorflow/tfjs", "@tensorflow/tfjs-backend-webgl"] },
  build: {
    target: "es2022",
    modulePreload: { polyfill: false },
    // tfjs is about 1 MB before compression, and only the worker loads it.
    chunkSizeWarningLimit: 2000,
    // Small assets stay files: a data: URL would need a wider policy.
    assetsInlineLimit: 0,
  },
  test: {
    include: ["src/**/*.test.{ts,tsx}", "scripts/**/*.test.ts"],
    exclude: ["**/*.gl.test.ts", "**/node_modules/**"],
    // Long runs of small tests on a busy machine: what hangs is still found.
    testTimeout: 60_000,
    // The runner's own choice is one less than there are cores: on two, one after the other.
    maxWorkers: 2,
  },
});
