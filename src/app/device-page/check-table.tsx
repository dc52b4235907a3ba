import { Check, X } from "lucide-react";
import type { KnownEngine, SelfCheckResult } from "../../device-page/protocol.ts";
import { device as words } from "../../text/en/device.ts";
import { caseName, resultDetail, resultWord, summaryOf } from "./device-words.ts";
import { EngineTable } from "./engine-table.tsx";

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
    <EngineTable
      engines={engines}
      rowsAre={words.check.cell}
      rows={[...rows.keys()].map((name) => ({ key: name, heading: name }))}
      cell={(name, engine) => <Outcome result={rows.get(name)?.get(engine)} />}
      foot={(engine) => (checks[engine]?.length ? summaryOf(checks[engine]) : "")}
    />
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
