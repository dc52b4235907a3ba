import { useActions } from "../store/hooks.ts";
import { textWidth } from "./text-width.ts";
import {
  endMark,
  endRoom,
  endText,
  type Frame,
  fitted,
  gutterPlaces,
  legendRow,
} from "./update-chart-layout.ts";
import { Mark, NamedValue } from "./update-chart-marks.tsx";

interface LineEndsProps {
  readonly frame: Frame;
  readonly ends: readonly {
    readonly lane: number;
    readonly name: string;
    readonly text: string;
    readonly y: number;
    readonly place: { readonly x: number; readonly row: number } | undefined;
  }[];
  dim(lane: number): string;
}

/** Names and values right of the plot, or in rows over a narrow one. */
export function LineEnds({ frame, ends, dim }: LineEndsProps) {
  const { point } = useActions();
  const heights = gutterPlaces(
    ends.map(({ y }) => ({ y, rank: 0 })),
    frame,
  );
  const room = frame.narrow ? frame.width : endRoom(frame);
  return ends.map(({ lane, name, text, place }, k) => {
    const x = frame.narrow ? (place?.x ?? 0) + 5 : frame.right + endMark;
    const y = frame.narrow ? 6 + legendRow * (place?.row ?? 0) : (heights[k] ?? frame.bottom);
    return (
      <g
        key={name}
        className={`uc-name ${dim(lane)}`}
        style={{ pointerEvents: "all" }}
        onPointerEnter={() => point({ model: lane })}
        onPointerLeave={() => point({ model: null })}
      >
        <Mark filled lane={lane} x={x} y={y} radius={3.2} />
        <NamedValue
          x={x + endText - endMark}
          y={y + 4}
          name={fitted(name, room - textWidth(` ${text}`))}
          full={name}
          value={text}
        />
      </g>
    );
  });
}
