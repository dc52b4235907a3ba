import type { Events, KnownEngine, TimingSize } from "../../device-page/protocol.ts";
import { device as words } from "../../text/en/device.ts";
import type { DeviceState } from "./device-state.ts";
import { engineName, sizeName, timingRange, timingWord } from "./device-words.ts";

interface TimeTableProps {
  readonly engines: readonly KnownEngine[];
  readonly timings: DeviceState["timings"];
  readonly sizes: Events["facts"]["sizes"];
}

/** Rows are sizes, columns engines. */
export function TimeTable({ engines, timings, sizes }: TimeTableProps) {
  const measured = (Object.keys(sizes) as TimingSize[]).filter((size) =>
    engines.some(({ id }) => timings[id]?.[size]),
  );
  if (measured.length === 0) return null;
  return (
    <table className="device-table number">
      <thead>
        <tr>
          <th scope="col">{words.time.size}</th>
          {engines.map((engine) => (
            <th key={engine.id} scope="col">
              {engineName(engine)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {measured.map((size) => (
          <tr key={size}>
            <th scope="row">
              {size}
              <small>{sizeName(size, sizes)}</small>
            </th>
            {engines.map(({ id }) => (
              <td key={id}>
                <Measured timed={timings[id]?.[size]} />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Measured({ timed }: { readonly timed: Events["timed"] | undefined }) {
  if (!timed) return null;
  const { timing, reason } = timed;
  const under = timing ? timingRange(timing) : reason;
  return (
    <>
      {timing ? <b>{timingWord(timed)}</b> : timingWord(timed)}
      {under !== null && <small>{under}</small>}
    </>
  );
}
