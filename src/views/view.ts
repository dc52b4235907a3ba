import type { ComponentType, ReactNode } from "react";
import type { unfilled } from "../text/en/unfilled.ts";
import type { en } from "../text/en.ts";

export interface ViewProps {
  /** One column, which scrolls. */
  readonly narrow: boolean;
  /** The invitation, then the verdict: the view that has a place for it shows it. */
  readonly tale: ReactNode;
}

/** What a view is asked about the experiment. */
export interface Fitting {
  /** The task writes text. */
  readonly generates: boolean;
}

/**
 * A view: one folder, one line in the registry. It is what stands in main; rail, bar, the strip below and whatever is pointed
 * at stay when views change. A view without a layout of its own has its panels in bands.
 */
export interface ViewDef {
  /** In the address. */
  readonly id: string;
  /** Of its words in `views`. */
  readonly title: keyof typeof en.views.titles;
  readonly Layout?: ComponentType<ViewProps>;
  /** Why the experiment cannot fill it: a sentence, and the task that would, if one of ours does. */
  unfilled?(fitting: Fitting): Unfilled | null;
}

export interface Unfilled {
  readonly sentence: keyof typeof unfilled.why;
  readonly task: string | null;
}
