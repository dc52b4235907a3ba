import { type FocusEvent, type ReactNode, useEffect, useRef, useState } from "react";

interface OpenRow {
  readonly open: boolean;
  readonly onFocus: () => void;
  readonly onBlur: (event: FocusEvent<HTMLElement>) => void;
}

/**
 * A row is open while the focus is inside of it. It closes only once the pointer is up again: else the rows below would
 * move away from under a button that is being pressed.
 */
export function useOpenRow(onLeave: () => void): OpenRow {
  const [open, setOpen] = useState(false);
  const pressed = useRef(false);
  useEffect(() => {
    if (!open) return;
    const down = () => {
      pressed.current = true;
    };
    const up = () => {
      pressed.current = false;
    };
    addEventListener("pointerdown", down, true);
    addEventListener("pointerup", up, true);
    addEventListener("pointercancel", up, true);
    return () => {
      removeEventListener("pointerdown", down, true);
      removeEventListener("pointerup", up, true);
      removeEventListener("pointercancel", up, true);
    };
  }, [open]);
  return {
    open,
    onFocus: () => setOpen(true),
    onBlur: (event) => {
      const row = event.currentTarget;
      if (row.contains(event.relatedTarget)) return;
      onLeave();
      const close = () => {
        if (!row.contains(document.activeElement)) setOpen(false);
      };
      if (pressed.current) addEventListener("pointerup", () => setTimeout(close), { once: true });
      else close();
    },
  };
}

interface FieldRowProps extends OpenRow {
  readonly id: string;
  readonly label: string;
  readonly changed: boolean;
  /** What ↺ goes back to, in words. */
  readonly backTo: string;
  readonly onBack: () => void;
  readonly children: ReactNode;
  readonly unit?: ReactNode;
  readonly below?: ReactNode;
}

/** Label, value, unit: numbers end on one edge, units begin on the next. */
export function FieldRow({
  id,
  label,
  changed,
  backTo,
  onBack,
  children,
  unit,
  below,
  open,
  onFocus,
  onBlur,
}: FieldRowProps) {
  const row = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (open) row.current?.scrollIntoView?.({ block: "nearest" });
  }, [open]);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it listens to the focus of the controls inside of it
    <div
      ref={row}
      className={`field${open ? " field-open" : ""}${changed ? " field-changed" : ""}`}
      onFocus={onFocus}
      onBlur={onBlur}
    >
      <div className="field-line">
        <label className="field-label" htmlFor={id}>
          {label}
        </label>
        {changed && (
          <button
            type="button"
            className="field-back"
            aria-label={backTo}
            title={backTo}
            onClick={() => {
              onBack();
              // The button goes away with the difference: the focus moves to the value, else the row would stay open.
              document.getElementById(id)?.focus();
            }}
          >
            ↺
          </button>
        )}
        <span className="field-value">{children}</span>
        <span className="field-unit">{unit}</span>
      </div>
      {open && below}
    </div>
  );
}
