import "./own-data.css";
import { useEffect, useState } from "react";
import { useActions } from "../../store/hooks.ts";
import { en } from "../../text/en.ts";

const words = en.ownData;

const holdsFiles = ({ dataTransfer }: DragEvent): boolean => dataTransfer?.types.includes("Files") ?? false;

/** The whole page takes a file; else the browser would leave it for the file, and what trains would be lost. */
export function DropTarget() {
  const { openFile } = useActions();
  const [over, setOver] = useState(false);
  useEffect(() => {
    // Entering a child leaves its parent: what counts is how many have been entered and not left.
    let depth = 0;
    const enter = (event: DragEvent) => {
      if (!holdsFiles(event)) return;
      depth++;
      setOver(true);
    };
    const leave = (event: DragEvent) => {
      if (!holdsFiles(event)) return;
      depth = Math.max(0, depth - 1);
      if (depth === 0) setOver(false);
    };
    const hold = (event: DragEvent) => {
      if (holdsFiles(event)) event.preventDefault();
    };
    const drop = (event: DragEvent) => {
      if (!holdsFiles(event)) return;
      event.preventDefault();
      depth = 0;
      setOver(false);
      const [file] = event.dataTransfer?.files ?? [];
      if (file) void openFile(file);
    };
    const listeners = { dragenter: enter, dragleave: leave, dragover: hold, drop } as const;
    const all = Object.entries(listeners) as [keyof typeof listeners, (event: DragEvent) => void][];
    for (const [type, listener] of all) addEventListener(type, listener);
    return () => {
      for (const [type, listener] of all) removeEventListener(type, listener);
    };
  }, [openFile]);
  return over && <p className="own-drop">{words.drop}</p>;
}
