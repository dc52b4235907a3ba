import { memo } from "react";
import { FlowRow, Slot } from "../panel-place.tsx";
import type { ViewProps } from "../view.ts";

/** Wide: outcome on top, the reason under it. Narrow: the same order in one column. */
export const Overview = memo(function Overview({ narrow, tale }: ViewProps) {
  if (narrow)
    return (
      <>
        <div className="slot-left">
          <Slot slot="left" />
        </div>
        <div className="slot-tale">{tale}</div>
        <div className="slot-band">
          <Slot slot="band" />
        </div>
        <FlowRow narrow />
        <div className="slot-right">
          <Slot slot="right" />
        </div>
      </>
    );
  return (
    <>
      <div className="slot-top">
        <div className="slot-left">
          <Slot slot="left" />
        </div>
        <div className="slot-right">{tale}</div>
      </div>
      <div className="slot-band">
        <Slot slot="band" />
      </div>
      <FlowRow narrow={false} />
    </>
  );
});
