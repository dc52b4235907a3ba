import { type ClipboardEvent, type KeyboardEvent, useId, useState } from "react";
import { formatNumber } from "../../lib/format.ts";
import { quote } from "../../lib/quote.ts";
import { workbench as english } from "../../text/en/workbench.ts";
import { useWords } from "../../ui/words.ts";
import { pastedRows, readNumber } from "./bench.ts";

/** As it was typed, else in as many digits as have room. */
export const shownNumber = (value: number): string => {
  const whole = String(value);
  return whole.length <= 7 ? whole : formatNumber(value, 3).replace("−", "-");
};

interface NumberCellProps {
  readonly name: string;
  readonly value: number | null;
  /** Typed by hand, and not as the engine made it. */
  readonly isTyped?: boolean;
  /** A question mark stands for none. */
  readonly mayLack?: boolean;
  onType(value: number | null): void;
  /** Several cells from this one on, row by row. */
  onPasteRows?(rows: readonly (readonly number[])[]): void;
}

const next: { readonly [key: string]: readonly [down: number, across: number] } = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  Enter: [1, 0],
};

/** The cell below or above in the same table, where there is one. */
function neighbour(input: HTMLInputElement, down: number): HTMLInputElement | null {
  const cell = input.closest("td");
  const row = cell?.parentElement;
  const other = down > 0 ? row?.nextElementSibling : row?.previousElementSibling;
  return other?.children[cell?.cellIndex ?? -1]?.querySelector("input") ?? null;
}

/** A number that is typed: taken when the cell is left, or with Enter; Escape puts the old one back. */
export function NumberCell({ name, value, isTyped, mayLack, onType, onPasteRows }: NumberCellProps) {
  const words = useWords(english);
  const id = useId();
  const [draft, setDraft] = useState<string | null>(null);
  const [bad, setBad] = useState<string | null>(null);
  const shown = value === null ? "?" : shownNumber(value);

  function take(): void {
    if (draft === null) return;
    if (mayLack && draft.trim() === "?") {
      setDraft(null);
      if (value !== null) onType(null);
      return;
    }
    const read = readNumber(draft);
    if (read === undefined) {
      setBad(words.noNumber(quote(draft)));
      return;
    }
    setDraft(null);
    if (read !== value) onType(read);
  }

  function onKey(event: KeyboardEvent<HTMLInputElement>): void {
    event.stopPropagation();
    if (event.key === "Escape") {
      setDraft(null);
      setBad(null);
    }
    const way = next[event.key];
    if (!way) return;
    event.preventDefault();
    take();
    const other = neighbour(event.currentTarget, way[0]);
    other?.focus();
    other?.select();
  }

  function onPaste(event: ClipboardEvent): void {
    const rows = pastedRows(event.clipboardData.getData("text"));
    if (!onPasteRows || (rows.length === 1 && rows[0]?.length === 1)) return;
    event.preventDefault();
    const wrong = rows.flat().find((one) => readNumber(one) === undefined);
    if (wrong !== undefined) setBad(words.noNumber(quote(wrong)));
    else onPasteRows(rows.map((row) => row.map((one) => readNumber(one) ?? 0)));
  }

  return (
    <>
      <input
        className="wb-cell"
        type="text"
        inputMode="text"
        autoComplete="off"
        spellCheck={false}
        size={7}
        aria-label={name}
        aria-invalid={bad !== null || undefined}
        aria-describedby={bad === null ? undefined : id}
        title={bad ?? (value === null ? name : `${name}: ${value}`)}
        data-typed={isTyped || undefined}
        value={draft ?? shown}
        onChange={({ target }) => {
          setDraft(target.value);
          setBad(null);
        }}
        onFocus={({ target }) => target.select()}
        onBlur={take}
        onKeyDown={onKey}
        onPaste={onPaste}
      />
      {bad !== null && (
        <span id={id} role="alert" className="wb-bad">
          {bad}
        </span>
      )}
    </>
  );
}
