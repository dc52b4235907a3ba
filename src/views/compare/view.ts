import { lazy } from "react";
import type { ViewDef } from "../view.ts";

const KeptList = lazy(async () => ({ default: (await import("./kept-list.tsx")).KeptList }));

export const compare: ViewDef = { id: "compare", title: "compare", Layout: KeptList };
