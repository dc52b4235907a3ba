import { slateStops } from "../../lib/colour-maps.ts";
import { formatFixed } from "../../lib/format.ts";
import { letterOf } from "../../model/notation.ts";
import { useActions, useApp } from "../../store/hooks.ts";
import { unrolled as english } from "../../text/en/unrolled.ts";
import { useText, useWords } from "../../ui/words.ts";
import { type CellView, opennessOf, wordOf } from "./cell-view.ts";
import type { Lit } from "./lit.ts";
import { SvgLetter } from "./svg-letter.tsx";
import type { Valve } from "./wiring.ts";

export const valveRadius = 8;

/** The entry of a list of stops that stands for a share, mixed by the browser. */
function shade(stops: readonly string[], share: number): string {
  const at = Math.min(1, Math.max(0, share)) * (stops.length - 1);
  const low = Math.min(Math.floor(at), stops.length - 2);
  return `color-mix(in srgb, ${stops[low + 1]} ${Math.round(100 * (at - low))}%, ${stops[low]})`;
}

interface ValveMarkProps {
  readonly view: CellView;
  readonly valve: Valve;
  readonly step: number;
  readonly x: number;
  readonly y: number;
  readonly lit: Lit;
  /** Where its letter and number stand, as distances from its middle. */
  readonly label: readonly [x: number, y: number, anchor: "start" | "middle" | "end"];
  /** There is no room for the number. */
  readonly isBrief?: boolean;
}

/** A gate on a line: as bright as it is open on average. A held one is a square that nothing moves. */
export function ValveMark({ view, valve, step, x, y, lit, label, isBrief = false }: ValveMarkProps) {
  const words = useWords(english);
  const say = useText();
  const theme = useApp((app) => app.theme);
  const { point } = useActions();
  const { gate, isComplement } = valve;
  const openness = opennessOf(view, gate, step);
  const share = openness && (isComplement ? 1 - openness.value : openness.value);
  const number = share === null ? "–" : formatFixed(share, 2);
  const letter = letterOf(view.notation, gate, view.style);
  const fill = share === null ? "var(--bg)" : shade(slateStops[theme], share);
  const word = say(wordOf(view, gate));
  const isHeld = openness?.isHeld ?? false;
  const [dx, dy, anchor] = label;
  return (
    <g
      className="un-valve"
      data-lit={lit.gate === gate || undefined}
      data-held={isHeld || undefined}
      onPointerEnter={() => point({ gate })}
      onPointerLeave={() => point({ gate: null })}
    >
      <title>{isHeld ? words.heldTitle(word, number) : words.openTitle(word, number)}</title>
      {isHeld ? (
        <rect
          x={x - valveRadius}
          y={y - valveRadius}
          width={2 * valveRadius}
          height={2 * valveRadius}
          style={{ fill }}
        />
      ) : (
        <circle cx={x} cy={y} r={valveRadius} style={{ fill }} />
      )}
      <SvgLetter
        letter={isComplement ? { ...letter, base: `1 − ${letter.base}` } : letter}
        x={x + dx}
        y={y + dy}
        anchor={anchor}
      >
        {isBrief ? undefined : isHeld ? `= ${number}` : number}
      </SvgLetter>
    </g>
  );
}
