/** Made by scripts/wasm-plugin.ts. */
declare module "virtual:unrolled-wasm" {
  /** Bytes of the routines for relaxed or plain SIMD. */
  export const load: (isRelaxed: boolean) => Promise<Uint8Array<ArrayBuffer>>;
  /** A hash of both modules' bytes: other routines have another one. */
  export const version: string;
}
