import { memo } from "react";
import { Area, FlowRow } from "../panel-place.tsx";
import type { ViewProps } from "../view.ts";

/** Wide: outcome on top, the reason under it. Narrow: the same order in one column. */
export const Overview = memo(function Overview({ narrow, tale }: ViewProps) {
  if (narrow)
    return (
      <>
        <div className="area-left">
          <Area area="left" />
        </div>
        <div className="area-tale">{tale}</div>
        <div className="area-band">
          <Area area="band" />
        </div>
        <FlowRow narrow />
        <div className="area-right">
          <Area area="right" />
        </div>
      </>
    );
  return (
    <>
      <div className="area-top">
        <div className="area-left">
          <Area area="left" />
        </div>
        <div className="area-right">{tale}</div>
      </div>
      <div className="area-band">
        <Area area="band" />
      </div>
      <FlowRow narrow={false} />
    </>
  );
});
