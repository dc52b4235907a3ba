import { Check, X } from "lucide-react";
import type { KnownEngine, SelfCheckResult } from "../../device-page/protocol.ts";
import { device as words } from "../../text/en/device.ts";
import { caseName, engineName, resultDetail, resultWord, summaryOf } from "./device-words.ts";

interface CheckTableProps {
  readonly engines: readonly KnownEngine[];
  readonly checks: Readonly<Record<string, readonly SelfCheckResult[]>>;
}

/** Rows are cells, columns engines; rows come as they are checked. */
export function CheckTable({ engines, checks }: CheckTableProps) {
  const rows = new Map<string, Map<string, SelfCheckResult>>();
  for (const { id } of engines)
    for (const result of checks[id] ?? []) {
      const name = caseName(result);
      rows.set(name, (rows.get(name) ?? new Map<string, SelfCheckResult>()).set(id, result));
    }
  if (rows.size === 0) return null;
  return (
    <table className="device-table number">
      <thead>
        <tr>
          <th scope="col">{words.check.cell}</th>
          {engines.map((engine) => (
            <th key={engine.id} scope="col">
              {engineName(engine)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {[...rows].map(([name, results]) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            {engines.map(({ id }) => (
              <td key={id}>
                <Outcome result={results.get(id)} />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row" />
          {engines.map(({ id }) => (
            <td key={id}>{checks[id]?.length ? summaryOf(checks[id]) : ""}</td>
          ))}
        </tr>
      </tfoot>
    </table>
  );
}

function Outcome({ result }: { readonly result: SelfCheckResult | undefined }) {
  if (!result) return null;
  const { outcome } = result;
  return (
    <span className={`device-${outcome}`} title={resultDetail(result)}>
      {outcome === "agrees" && (
        <>
          <Check aria-hidden="true" size={13} />
          <span className="hidden-word">{words.check.agrees} </span>
        </>
      )}
      {(outcome === "differs" || outcome === "threw") && <X aria-hidden="true" size={13} />}
      {resultWord(result)}
      {outcome !== "agrees" && <small>{resultDetail(result)}</small>}
    </span>
  );
}
