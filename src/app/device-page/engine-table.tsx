import type { ReactNode } from "react";
import type { KnownEngine } from "../../device-page/protocol.ts";
import { device as english } from "../../text/en/device.ts";
import { useWords } from "../../ui/words.ts";
import { engineName } from "./device-words.ts";

interface EngineTableProps {
  readonly engines: readonly KnownEngine[];
  /** What the rows are. */
  readonly rowsAre: string;
  readonly rows: readonly { readonly key: string; readonly heading: ReactNode }[];
  readonly cell: (row: string, engine: string) => ReactNode;
  /** One line below all rows. */
  readonly foot?: (engine: string) => ReactNode;
}

/** Columns are engines. */
export function EngineTable({ engines, rowsAre, rows, cell, foot }: EngineTableProps) {
  const words = useWords(english);
  return (
    <table className="device-table number">
      <thead>
        <tr>
          <th scope="col">{rowsAre}</th>
          {engines.map((engine) => (
            <th key={engine.id} scope="col">
              {engineName(words, engine)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ key, heading }) => (
          <tr key={key}>
            <th scope="row">{heading}</th>
            {engines.map(({ id }) => (
              <td key={id}>{cell(key, id)}</td>
            ))}
          </tr>
        ))}
      </tbody>
      {foot && (
        <tfoot>
          <tr>
            <th scope="row" />
            {engines.map(({ id }) => (
              <td key={id}>{foot(id)}</td>
            ))}
          </tr>
        </tfoot>
      )}
    </table>
  );
}
