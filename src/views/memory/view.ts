import type { ViewDef } from "../view.ts";

export const memory: ViewDef = { id: "memory", title: "memory" };
