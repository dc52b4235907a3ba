import { useState } from "react";
import type { OpenLab } from "../../../store/lab-desk.ts";
import { lab as english } from "../../../text/en/lab.ts";
import { useWords } from "../../../ui/words.ts";
import { useLabDesk } from "./desk.ts";
import { LabHead } from "./head.tsx";
import { LabReport } from "./report.tsx";
import { LabSetup } from "./setup.tsx";
import "./lab.css";

/** A success-rate lab: what to run, then what came of it. */
export function LabHalf() {
  const words = useWords(english);
  const [desk, { isRead, open, isUnkept }] = useLabDesk();
  const [isSettingUp, setSettingUp] = useState(false);
  const [gone, setGone] = useState<OpenLab | null>(null);
  if (!isRead) return null;
  const forget = () => {
    setGone(open);
    desk.drop();
  };
  const begin = () => {
    setGone(null);
    setSettingUp(false);
  };
  return (
    <section className="lab" aria-label={words.halves.lab}>
      {gone && (
        <p className="cm-gone" role="status">
          {words.forgotten}{" "}
          <button
            type="button"
            className="word"
            onClick={() => {
              desk.putBack(gone);
              setGone(null);
            }}
          >
            {words.undo}
          </button>
        </p>
      )}
      {isUnkept && <p className="cm-gone">{words.unkept}</p>}
      {open && !isSettingUp ? (
        <>
          <LabHead open={open} desk={desk} onNew={() => setSettingUp(true)} onForget={forget} />
          <LabReport key={open.id} open={open} />
        </>
      ) : (
        <LabSetup desk={desk} onStart={begin} onBack={open ? () => setSettingUp(false) : null} />
      )}
    </section>
  );
}
