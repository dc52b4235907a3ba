import "./own-data.css";
import { useEffect, useState } from "react";
import { useActions } from "../../store/hooks.ts";
import { en } from "../../text/en.ts";

const words = en.ownData;

const isField = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest("input, textarea, select, [contenteditable]") !== null;

/** Files anywhere, and text except where it is dropped into a field. */
const isTaken = ({ dataTransfer, target }: DragEvent): boolean => {
  const types = dataTransfer?.types ?? [];
  return types.includes("Files") || (types.includes("text/plain") && !isField(target));
};

/**
 * The whole page takes what is dropped or pasted: a file, else the browser would leave the page for it, and what trains
 * would be lost; and text that goes into no field.
 */
export function DropTarget() {
  const { openFile, bringText } = useActions();
  const [over, setOver] = useState(false);
  useEffect(() => {
    // Entering a child leaves its parent: what counts is how many have been entered and not left.
    let depth = 0;
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
      const [file] = event.dataTransfer?.files ?? [];
      if (file) void openFile(file);
      else bringText(event.dataTransfer?.getData("text/plain") ?? "");
    };
    const paste = (event: ClipboardEvent) => {
      if (isField(event.target) || document.querySelector("dialog[open]")) return;
      const [file] = event.clipboardData?.files ?? [];
      if (file) void openFile(file);
      else bringText(event.clipboardData?.getData("text/plain") ?? "");
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
