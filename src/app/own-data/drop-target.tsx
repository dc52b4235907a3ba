import "./own-data.css";
import { useEffect, useState } from "react";
import { useActions } from "../../store/hooks.ts";
import { ownData as english } from "../../text/en/own-data.ts";
import { useWords } from "../../ui/words.ts";

const isField = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest("input, textarea, select, [contenteditable]") !== null;

/** Files anywhere, and text except where it is dropped into a field. */
const isTaken = ({ dataTransfer, target }: DragEvent): boolean => {
  const types = dataTransfer?.types ?? [];
  return types.includes("Files") || (types.includes("text/plain") && !isField(target));
};

/** Rows of a table in HTML, which is all that some programs put on the clipboard. */
function tableIn(html: string): string {
  if (!/<table/i.test(html)) return "";
  // A document made like this loads nothing and runs no script.
  const page = new DOMParser().parseFromString(html, "text/html");
  const cell = (text: string) => (/[\t\n"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return [...page.querySelectorAll("table tr")]
    .map((row) => [...row.querySelectorAll("td, th")].map((one) => cell(one.textContent.trim())).join("\t"))
    .join("\n");
}

/**
 * What was brought: a file, or text. Spreadsheets offer a picture of their cells beside their text, so that a picture counts
 * only where there is no text.
 */
function broughtBy(transfer: DataTransfer | null): File | string {
  const [file] = transfer?.files ?? [];
  const text = transfer?.getData("text/plain") ?? "";
  if (
    file &&
    !(file.type.startsWith("image/") && (text.trim() !== "" || transfer?.types.includes("text/html")))
  )
    return file;
  if (text.trim() !== "") return text;
  return tableIn(transfer?.getData("text/html") ?? "") || (file ?? "");
}

/**
 * The whole page takes what is dropped or pasted: a file, else the browser would leave the page for it, and what trains
 * would be lost; and text that goes into no field.
 */
export function DropTarget() {
  const words = useWords(english);
  const { openFile, bringText } = useActions();
  const [over, setOver] = useState(false);
  useEffect(() => {
    // Entering a child leaves its parent: what counts is how many have been entered and not left.
    let depth = 0;
    const take = (transfer: DataTransfer | null) => {
      const brought = broughtBy(transfer);
      if (typeof brought === "string") void bringText(brought);
      else void openFile(brought);
    };
    const enter = (event: DragEvent) => {
      if (!isTaken(event)) return;
      depth++;
      setOver(true);
    };
    const leave = (event: DragEvent) => {
      if (!isTaken(event)) return;
      depth = Math.max(0, depth - 1);
      if (depth === 0) setOver(false);
    };
    const hold = (event: DragEvent) => {
      if (isTaken(event)) event.preventDefault();
    };
    const drop = (event: DragEvent) => {
      if (!isTaken(event)) return;
      event.preventDefault();
      depth = 0;
      setOver(false);
      take(event.dataTransfer);
    };
    const paste = (event: ClipboardEvent) => {
      if (isField(event.target) || document.querySelector("dialog[open]:not(.own)")) return;
      take(event.clipboardData);
    };
    const listeners = { dragenter: enter, dragleave: leave, dragover: hold, drop } as const;
    const all = Object.entries(listeners) as [keyof typeof listeners, (event: DragEvent) => void][];
    for (const [type, listener] of all) addEventListener(type, listener);
    addEventListener("paste", paste);
    return () => {
      removeEventListener("paste", paste);
      for (const [type, listener] of all) removeEventListener(type, listener);
    };
  }, [openFile, bringText]);
  return over && <p className="own-drop">{words.drop}</p>;
}
