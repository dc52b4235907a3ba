/**
 * Vite plugin: the build fails where a chunk imports an entry. WebKit evaluates the entry of a module worker anew for such an
 * import, so that two copies of the worker's state exist and the second one takes over `onmessage`. Given to the page and
 * to its workers, it covers workers of workers too.
 */
import type { Plugin } from "vite";

/** As much of a chunk as matters here. */
export interface ChunkImports {
  readonly fileName: string;
  readonly isEntry: boolean;
  readonly imports: readonly string[];
  readonly dynamicImports: readonly string[];
}

/** One sentence for each import of an entry. */
export function entryImports(chunks: readonly ChunkImports[]): string[] {
  const entries = new Set(chunks.filter(({ isEntry }) => isEntry).map(({ fileName }) => fileName));
  return chunks.flatMap(({ fileName, imports, dynamicImports }) =>
    [...imports, ...dynamicImports]
      .filter((imported) => entries.has(imported))
      .map((imported) => `${fileName} imports the entry ${imported}`),
  );
}

export const noEntryImports = (): Plugin => ({
  name: "unrolled-no-entry-imports",
  generateBundle(_, bundle) {
    const chunks = Object.values(bundle).filter((output) => output.type === "chunk");
    const found = entryImports(chunks);
    if (found.length > 0)
      this.error(
        `${found.join("; ")}. Move what they share out of the entry: in WebKit a worker's entry would run twice.`,
      );
  },
});
