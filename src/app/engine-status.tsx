import "./engine-status.css";
import { memo, useId, useRef, useState } from "react";
import { useApp } from "../store/hooks.ts";
import { en } from "../text/en.ts";
import { useWords } from "../ui/words.ts";
import { late } from "./late.ts";
import { engineName } from "./run-status.tsx";

const useMenu = late(() => import("./engine-menu.tsx"));

/** What computes, as a word; pressed, it shows what else there is. */
export const EngineStatus = memo(function EngineStatus() {
  const words = useWords(en.app.status);
  const names = useWords(en.app.engineNames);
  const device = useApp((app) => app.device);
  const failed = useApp((app) => app.run.phase === "failed");
  const button = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  const menu = useId();
  const loaded = useMenu();
  return (
    <>
      <span role="status" aria-label={words.engine} className="run-engine">
        {device ? (
          <button
            ref={button}
            type="button"
            className="engine-button"
            aria-haspopup="dialog"
            aria-expanded={open}
            popoverTarget={menu}
            title={words.engineTitle(device.renderer)}
          >
            {engineName(words, names, device)}
          </button>
        ) : (
          words[failed ? "notStarted" : "noEngine"]
        )}
      </span>
      {device && loaded && <loaded.EngineMenu id={menu} device={device} button={button} onOpen={setOpen} />}
    </>
  );
});
