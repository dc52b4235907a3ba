import type { ComponentType } from "react";
import type { helpDialog } from "../text/en/help-dialog.ts";
import type { en } from "../text/en.ts";

/** In CSS pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface PanelProps {
  /** A tab has its title already. */
  readonly isTab?: boolean;
}

/**
 * A panel: one folder, one line in the registry. Areas are places on the screen of look.md; panels that share one
 * are its tabs, first those that are only for some tasks.
 */
export interface PanelDef {
  readonly id: string;
  /** Of its words in `panels.titles`. */
  readonly title: keyof typeof en.panels.titles;
  /** Which words of the help dialog are about it: the dialog is loaded late, and its words with it. */
  readonly help: keyof typeof helpDialog.panels;
  /** left, right: the charts on top. band: through time. flow: the wide place under it, elastic. side: beside that. */
  readonly area: "left" | "right" | "band" | "flow" | "side";
  /** Whether it needs ‖∂L/∂s_t‖ of every update. */
  readonly needsProfiles: boolean;
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
  /** It writes its title itself where it is no tab. */
  readonly ownTitle?: boolean;
  readonly Component: ComponentType<PanelProps>;
}
