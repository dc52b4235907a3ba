/**
 * A name that no other tab has, duplicated ones included. Not from `rng`, whose numbers every tab of an experiment
 * shares; nothing that is computed may depend on it.
 */
export const uniqueName = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join(
    "",
  );
