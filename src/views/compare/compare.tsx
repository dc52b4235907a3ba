import { lazy, Suspense, useState } from "react";
import { lab as english } from "../../text/en/lab.ts";
import { useWords } from "../../ui/words.ts";
import { KeptList } from "./kept-list.tsx";
import "./compare.css";

const LabHalf = lazy(async () => ({ default: (await import("./lab/lab.tsx")).LabHalf }));

const halves = ["kept", "lab"] as const;
type Half = (typeof halves)[number];

/** A link to a lab opens it; else what was looked at last. */
let last: Half = new URLSearchParams(globalThis.location?.search).has("lab") ? "lab" : "kept";

/** Opens Compare at its lab the next time. */
export const lookAtLab = (): void => {
  last = "lab";
};

/** Runs that there are, or runs made to be compared. */
export function Compare() {
  const words = useWords(english.halves);
  const [half, setHalf] = useState(last);
  const choose = (next: Half) => {
    last = next;
    setHalf(next);
  };
  return (
    <div className="cm">
      <fieldset className="cm-halves" aria-label={words.label}>
        {halves.map((one) => (
          <button
            key={one}
            type="button"
            className="cm-half"
            aria-pressed={one === half}
            onClick={() => choose(one)}
          >
            {words[one]}
          </button>
        ))}
      </fieldset>
      {half === "kept" ? (
        <KeptList />
      ) : (
        <Suspense>
          <LabHalf />
        </Suspense>
      )}
    </div>
  );
}
