import { Check, X } from "lucide-react";
import type { KnownEngine, SelfCheckResult } from "../../device-page/protocol.ts";
import { device as english } from "../../text/en/device.ts";
import { useText, useWords } from "../../ui/words.ts";
import { caseName, resultDetail, resultWord, summaryOf } from "./device-words.ts";
import { EngineTable } from "./engine-table.tsx";

interface CheckTableProps {
  readonly engines: readonly KnownEngine[];
  readonly checks: Readonly<Record<string, readonly SelfCheckResult[]>>;
}

/** Rows are cells, columns engines; rows come as they are checked. */
export function CheckTable({ engines, checks }: CheckTableProps) {
  const words = useWords(english);
  const say = useText();
  const rows = new Map<string, Map<string, SelfCheckResult>>();
  for (const { id } of engines)
    for (const result of checks[id] ?? []) {
      const name = caseName(words, say, result);
      rows.set(name, (rows.get(name) ?? new Map<string, SelfCheckResult>()).set(id, result));
    }
  if (rows.size === 0) return null;
  return (
    <EngineTable
      engines={engines}
      rowsAre={words.check.cell}
      rows={[...rows.keys()].map((name) => ({ key: name, heading: name }))}
      cell={(name, engine) => <Outcome result={rows.get(name)?.get(engine)} />}
      foot={(engine) => (checks[engine]?.length ? summaryOf(words, checks[engine]) : "")}
    />
  );
}

function Outcome({ result }: { readonly result: SelfCheckResult | undefined }) {
  const words = useWords(english);
  const say = useText();
  if (!result) return null;
  const { outcome } = result;
  return (
    <span className={`device-${outcome}`} title={resultDetail(words, say, result)}>
      {outcome === "agrees" && (
        <>
          <Check aria-hidden="true" size={13} />
          <span className="hidden-word">{words.check.agrees} </span>
        </>
      )}
      {(outcome === "differs" || outcome === "threw") && <X aria-hidden="true" size={13} />}
      {resultWord(words, result)}
      {outcome !== "agrees" && <small>{resultDetail(words, say, result)}</small>}
    </span>
  );
}
