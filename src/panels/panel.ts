import type { ComponentType } from "react";
import type { helpDialog } from "../text/en/help-dialog.ts";
import type { en } from "../text/en.ts";
import type { NumbersOf } from "./table.ts";

/** In CSS pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface PanelProps {
  /** A tab has its title already. */
  readonly isTab?: boolean;
  /** It fills the view alone. */
  readonly isEnlarged?: boolean;
}

/** In Overview. left, right: the charts on top. band: through time. flow: the wide place under it, elastic. side: beside that. */
export type Area = "left" | "right" | "band" | "flow" | "side";

/**
 * Where a panel stands. Panels that share an area of Overview are its tabs, first those that are only for some tasks. In
 * every other view bands follow each other downwards, and panels of a band stand side by side. A panel without either fills the view
 * when something in it asks for the panel.
 */
export type Place =
  | { readonly view: "overview"; readonly area: Area }
  | { readonly view: string; readonly band: 1 | 2 | 3 }
  | { readonly view: string; readonly isEnlargedOnly: true };

/** A panel: one folder, one line in the registry. */
export interface PanelDef {
  readonly id: string;
  /** Of its words in `panels.titles`. */
  readonly title: keyof typeof en.panels.titles;
  /** Which words of the help dialog are about it: the dialog is loaded late, and its words with it. */
  readonly help: keyof typeof helpDialog.panels;
  readonly places: readonly Place[];
  /** Shown for tasks that it says something about; absent is always. */
  appliesTo?(task: {
    readonly kind: string;
    /** It writes text. */
    readonly generates: boolean;
    /** Its forecasts can run freely. */
    readonly forecasts: boolean;
  }): boolean;
  /** The least room that it is of use in, for so many models: the layout gives it at least that (e2e/panels.spec.ts). */
  least(models: number): Size;
  /** It writes its title and its help mark itself where it is no tab. */
  readonly ownTitle?: boolean;
  readonly Component: ComponentType<PanelProps>;
  /** What it says and its numbers, for files and screen readers; they come when somebody asks for them. */
  numbers(): Promise<NumbersOf>;
}
