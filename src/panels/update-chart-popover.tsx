import { type ReactNode, useCallback, useEffect, useId, useRef } from "react";

interface PopoverWordProps {
  readonly word: string;
  readonly title: string;
  readonly className?: string;
  readonly children: ReactNode;
}

/** A quiet word that opens a small panel under itself; it closes on Escape and on a press elsewhere. */
export function PopoverWord({ word, title, className = "", children }: PopoverWordProps) {
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const panel = useRef<HTMLDivElement>(null);
  const place = useCallback(() => {
    const from = button.current?.getBoundingClientRect();
    const box = panel.current;
    if (!from || !box) return;
    box.style.top = `${from.bottom + 6}px`;
    box.style.left = `${Math.max(12, Math.min(from.left, window.innerWidth - box.offsetWidth - 12))}px`;
  }, []);
  useEffect(() => {
    window.addEventListener("resize", place);
    return () => window.removeEventListener("resize", place);
  }, [place]);
  return (
    <>
      <button ref={button} type="button" className={`uc-word ${className}`} popoverTarget={id} title={title}>
        {word}
      </button>
      <div ref={panel} id={id} popover="auto" className="uc-pop" onToggle={place}>
        <h3>{title}</h3>
        {children}
      </div>
    </>
  );
}
