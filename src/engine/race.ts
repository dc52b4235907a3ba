import type { Network, Race } from "./engine.ts";

/** A race of networks that share nothing, one after the other. */
export const raceOf = (networks: readonly Network[]): Race => ({
  members: networks,
  update: (batch, settings, want) =>
    Promise.all(networks.map((network) => network.update(batch, settings, want))),
  dispose: () => {
    for (const network of networks) network.dispose();
  },
});
