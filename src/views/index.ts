import { alignment } from "./alignment/view.ts";
import { compare } from "./compare/view.ts";
import { gradients } from "./gradients/view.ts";
import { memory } from "./memory/view.ts";
import { network } from "./network/view.ts";
import { overview } from "./overview/view.ts";
import { text } from "./text/view.ts";
import type { ViewDef } from "./view.ts";

/** Every view: one folder, one line; in the order of the bar and of the keys 1 to 7. */
export const views: readonly [ViewDef, ...ViewDef[]] = [
  overview,
  gradients,
  memory,
  network,
  text,
  alignment,
  compare,
];

/** The view of an address; the first one where there is none of that name. */
export const viewOf = (id: string): ViewDef => views.find((view) => view.id === id) ?? views[0];
