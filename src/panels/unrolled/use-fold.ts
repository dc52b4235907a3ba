import { useEffect, useRef, useState } from "react";
import type { Unfolding } from "../../store/state.ts";
import { useMedia } from "../../ui/use-media.ts";
import { amountOf } from "./fold.ts";

/** How long folding takes, in milliseconds. */
const duration = 300;

const eased = (share: number): number => (share < 0.5 ? 2 * share * share : 1 - 2 * (1 - share) ** 2);

/** How far the drawing is unfolded now, 0 to 2: it moves there, or is there at once where motion is reduced. */
export function useFold(unfolding: Unfolding): number {
  const target = amountOf[unfolding];
  const isStill = useMedia("(prefers-reduced-motion: reduce)");
  const [amount, setAmount] = useState(target);
  const latest = useRef(amount);
  latest.current = amount;
  useEffect(() => {
    const from = latest.current;
    if (from === target) return;
    if (isStill) {
      setAmount(target);
      return;
    }
    let begun: number | null = null;
    let frame = requestAnimationFrame(function move(now) {
      begun ??= now;
      const share = Math.min(1, (now - begun) / duration);
      setAmount(share === 1 ? target : from + (target - from) * eased(share));
      if (share < 1) frame = requestAnimationFrame(move);
    });
    return () => cancelAnimationFrame(frame);
  }, [target, isStill]);
  return amount;
}
