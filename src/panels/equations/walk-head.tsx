import { ChevronLeft, ChevronRight } from "lucide-react";
import type { ReactNode } from "react";
import { useActions } from "../../store/hooks.ts";
import type { ShownWalk } from "../../store/state.ts";
import { equations as english } from "../../text/en/equations.ts";
import { LaneMark } from "../../ui/lane-mark.tsx";
import { useWords } from "../../ui/words.ts";
import { Fitting } from "./fitting.tsx";

interface WalkHeadProps {
  readonly model: number;
  readonly name: string;
  readonly way: ShownWalk["way"];
  /** What the arrows go through: the present one, 1-based, and how many there are. */
  readonly number: number;
  readonly all: number;
  go(by: 1 | -1): void;
  onFull(): void;
  /** At the end of the line that says which way the walk goes. */
  readonly children?: ReactNode;
}

const ways = ["forward", "backward", "weights"] as const satisfies readonly ShownWalk["way"][];

/** Whose computation is walked through, which way, and how far the walk has come. */
export function WalkHead({ model, name, way, number, all, go, onFull, children }: WalkHeadProps) {
  const words = useWords(english);
  const { show } = useActions();
  const arrow = words.arrows[way === "weights" ? "step" : "equation"];
  return (
    <div className="eq-walk-top">
      <header className="eq-walk-head">
        <LaneMark lane={model} />
        <b title={name}>{name}</b>
        <button type="button" className="eq-word" aria-label={arrow.previous} onClick={() => go(-1)}>
          <ChevronLeft aria-hidden="true" size={15} />
        </button>
        <span className="eq-walk-count">{words.count(number, all)}</span>
        <button type="button" className="eq-word" aria-label={arrow.next} onClick={() => go(1)}>
          <ChevronRight aria-hidden="true" size={15} />
        </button>
        <button
          type="button"
          className="eq-word eq-walk-full"
          aria-label={words.fullSetOf(name)}
          onClick={onFull}
        >
          {words.fullSet}
        </button>
      </header>
      <div className="eq-ways">
        <fieldset aria-label={words.ways.label}>
          {ways.map((one) => (
            <button
              key={one}
              type="button"
              className="eq-word"
              aria-pressed={one === way}
              aria-label={words.ways.names[one]}
              title={words.ways.names[one]}
              onClick={() => show({ walk: { model, way: one } })}
            >
              <Fitting word={words.ways[one]} short={words.ways.short[one]} />
            </button>
          ))}
        </fieldset>
        {children}
      </div>
    </div>
  );
}
