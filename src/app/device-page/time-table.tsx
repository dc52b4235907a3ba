import type { Events, KnownEngine, TimingSize } from "../../device-page/protocol.ts";
import { device as english } from "../../text/en/device.ts";
import { useText, useWords } from "../../ui/words.ts";
import type { DeviceState } from "./device-state.ts";
import { sizeName, timingRange, timingWord } from "./device-words.ts";
import { EngineTable } from "./engine-table.tsx";

interface TimeTableProps {
  readonly engines: readonly KnownEngine[];
  readonly timings: DeviceState["timings"];
  readonly sizes: Events["facts"]["sizes"];
}

/** Rows are sizes, columns engines. */
export function TimeTable({ engines, timings, sizes }: TimeTableProps) {
  const words = useWords(english);
  const measured = (Object.keys(sizes) as TimingSize[]).filter((size) =>
    engines.some(({ id }) => timings[id]?.[size]),
  );
  if (measured.length === 0) return null;
  return (
    <EngineTable
      engines={engines}
      rowsAre={words.time.size}
      rows={measured.map((size) => ({
        key: size,
        heading: (
          <>
            {size}
            <small>{sizeName(words, size, sizes)}</small>
          </>
        ),
      }))}
      cell={(size, engine) => <Measured timed={timings[engine]?.[size as TimingSize]} />}
    />
  );
}

function Measured({ timed }: { readonly timed: Events["timed"] | undefined }) {
  const words = useWords(english);
  const say = useText();
  if (!timed) return null;
  const { timing, reason } = timed;
  const under = timing ? timingRange(words, timing) : reason && say(reason);
  return (
    <>
      {timing ? <b>{timingWord(words, timed)}</b> : timingWord(words, timed)}
      {under !== null && <small>{under}</small>}
    </>
  );
}
