import { useState } from "react";
import { formatCount } from "../../lib/format.ts";
import { tableOfSignal } from "../../own-data/own-data.ts";
import { useActions } from "../../store/hooks.ts";
import { ownData as english } from "../../text/en/own-data.ts";
import { DrawPad } from "../../ui/draw-pad.tsx";
import { useWords } from "../../ui/words.ts";
import { Foot } from "./foot.tsx";
import { repeated, type ShapeName, shapeSignal, shapes, signalSteps } from "./signal.ts";

const repeats = { least: 2, standard: 8, most: 20 } as const;

/** A signal drawn by hand, repeated, to be foretold. */
export function DrawPart() {
  const words = useWords(english);
  const { useOwnData: train } = useActions();
  const [signal, draw] = useState(() => shapeSignal("sine"));
  const [times, repeat] = useState<number>(repeats.standard);
  const table = tableOfSignal(repeated(signal, times));
  return (
    <>
      <DrawPad signal={signal} onDraw={draw} />
      <p className="own-note">
        {words.pad}. {words.padKeys}.
      </p>
      <div className="own-row">
        <span className="own-label">{words.shapes}</span>
        {(Object.keys(shapes) as ShapeName[]).map((name) => (
          <button key={name} type="button" className="word" onClick={() => draw(shapeSignal(name))}>
            {words.shapeNames[name]}
          </button>
        ))}
      </div>
      <label className="own-row">
        <span className="own-label">{words.repeat}</span>
        <input
          type="range"
          min={repeats.least}
          max={repeats.most}
          value={times}
          onChange={(event) => repeat(Number(event.target.value))}
        />
        <output>{times}</output>
        <span className="own-note">{words.repeatDoc(formatCount(times * signalSteps))}</span>
      </label>
      <Foot
        data={table}
        use={words.useSignal}
        onUse={() => train(table, { inputs: "1", targets: "", length: signalSteps / 2 })}
      />
    </>
  );
}
