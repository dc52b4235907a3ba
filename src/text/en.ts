import { app } from "./en/app.ts";
import { copy } from "./en/copy.ts";
import { help } from "./en/help.ts";
import { panels } from "./en/panels.ts";
import { store } from "./en/store.ts";
import { views } from "./en/views.ts";

/** The page's own words. A language is one folder with the same keys; words of cells and tasks stand beside them. */
export const en = { app, copy, help, panels, store, views } as const;
