import { formatFixed } from "../../lib/format.ts";
import type { Signal } from "../../lib/stroke.ts";
import { DrawPad } from "../../ui/draw-pad.tsx";
import type { Picture } from "../time/picture.ts";

interface DrawnInputProps {
  readonly picture: Picture;
  /** @param x as it would be typed. */
  readonly onDraw: (x: string) => void;
}

/** A series that is drawn over the one shown, in its range. */
export function DrawnInput({ picture, onDraw }: DrawnInputProps) {
  const track = picture.drawing.input[0];
  if (track?.kind !== "series") return null;
  const [low, high] = track.range;
  const half = (high - low) / 2 || 1;
  const decimals = Math.max(0, Math.min(6, 3 - Math.floor(Math.log10(half))));
  const signal: Signal = track.values.map((value) =>
    Number.isFinite(value) ? Math.max(-1, Math.min(1, (value - low) / half - 1)) : 0,
  );
  return (
    <div className="an-pad">
      <DrawPad
        signal={signal}
        onDraw={(drawn) =>
          onDraw(
            drawn
              .map((value) => Number(formatFixed(low + (value + 1) * half, decimals).replace("−", "-")))
              .join(" "),
          )
        }
      />
    </div>
  );
}
