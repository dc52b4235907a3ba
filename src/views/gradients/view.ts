import type { ViewDef } from "../view.ts";

export const gradients: ViewDef = { id: "gradients", title: "gradients" };
