import type { ViewDef } from "../view.ts";

export const network: ViewDef = { id: "network", title: "network" };
