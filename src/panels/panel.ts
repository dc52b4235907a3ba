import type { ComponentType } from "react";

/**
 * A panel: one folder, one line in the registry. Slots are places on the screen of look.md; where several panels share
 * a slot, `tabs` lists them as tabs of the row.
 */
export interface PanelDef {
  readonly id: string;
  readonly title: string;
  /** left, right: the charts on top. band: through time. flow: under it, elastic. side: tabs beside the flow. */
  readonly slot: "left" | "right" | "band" | "flow" | "side";
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
  readonly Component: ComponentType;
}
