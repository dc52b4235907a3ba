import type { Row, Section } from "./device-words.ts";
import { Part } from "./part.tsx";

export function FactsList({ rows }: { readonly rows: readonly Row[] }) {
  return (
    <dl className="device-facts number">
      {rows.map(([label, value, isData]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd translate={isData ? "no" : undefined}>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

export const FactsSection = ({ section: { heading, rows } }: { readonly section: Section }) => (
  <Part heading={heading}>
    <FactsList rows={rows} />
  </Part>
);
