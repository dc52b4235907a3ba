import type { ViewDef } from "../view.ts";
import { Overview } from "./overview.tsx";

export const overview: ViewDef = { id: "overview", title: "overview", Layout: Overview };
