import type { ViewDef } from "../view.ts";
import { MemoryView } from "./memory-view.tsx";

export const memory: ViewDef = { id: "memory", title: "memory", Layout: MemoryView };
