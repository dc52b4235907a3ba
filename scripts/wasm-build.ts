/** Compiles the SIMD engine's kernels. Results are kept under node_modules/.cache by a hash of what they come from. */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { moduleText, type Variant } from "../src/engine/wasm/routines/module.ts";
import type { LoweredCell } from "../src/model/lower.ts";

const root = join(import.meta.dirname, "..");
const folder = join(root, "src/engine/wasm/routines");
const cache = join(root, "node_modules/.cache/unrolled-wasm");

/** Files of kernels that are not TypeScript; a dev server watches them. */
export const kernelFiles: readonly string[] = ["math.as", "arrays.as"].map((name) => join(folder, name));

const optionsOf = (variant: Variant): readonly string[] => [
  "--runtime",
  "stub",
  "-O3",
  "--noAssert",
  "--enable",
  "simd",
  ...(variant === "relaxed" ? ["--enable", "relaxed-simd"] : []),
  "--initialMemory",
  "1",
  "--maximumMemory",
  "65536",
];

async function compile(text: string, options: readonly string[]): Promise<Uint8Array> {
  const { default: asc } = await import("assemblyscript/asc");
  let binary: Uint8Array | undefined;
  const { error, stderr } = await asc.main(["module.ts", "--outFile", "module.wasm", ...options], {
    readFile: (name) => (name === "module.ts" ? text : null),
    writeFile: (name, content) => {
      if (name === "module.wasm" && typeof content !== "string") binary = content;
    },
    listFiles: () => [],
  });
  if (error || !binary)
    throw new Error(`AssemblyScript: ${error?.message ?? "no module"}\n${stderr.toString()}`);
  return binary;
}

/** The module's bytes. @param more cells beside the registry's */
export async function kernels(variant: Variant, more: readonly LoweredCell[] = []): Promise<Uint8Array> {
  const text = moduleText(
    variant,
    kernelFiles.map((file) => readFileSync(file, "utf8")),
    more,
  );
  const options = optionsOf(variant);
  const { version } = JSON.parse(
    readFileSync(join(root, "node_modules/assemblyscript/package.json"), "utf8"),
  ) as { version: string };
  const hash = createHash("sha256")
    .update([version, ...options, text].join("\0"))
    .digest("hex");
  const file = join(cache, `${hash.slice(0, 24)}.wasm`);
  if (existsSync(file)) return readFileSync(file);
  const binary = await compile(text, options);
  mkdirSync(cache, { recursive: true });
  // Others may compile the same at the same time: whole files only.
  const mine = `${file}.${process.pid}`;
  writeFileSync(mine, binary);
  renameSync(mine, file);
  return binary;
}
