import { lazy } from "react";
import type { ViewDef } from "../view.ts";

const Compare = lazy(async () => ({ default: (await import("./compare.tsx")).Compare }));

export const compare: ViewDef = { id: "compare", title: "compare", Layout: Compare };
