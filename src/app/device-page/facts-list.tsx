import { useId } from "react";
import type { Row, Section } from "./device-words.ts";

export function FactsList({ rows }: { readonly rows: readonly Row[] }) {
  return (
    <dl className="device-facts number">
      {rows.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

export function FactsSection({ section: { heading, rows } }: { readonly section: Section }) {
  const id = useId();
  return (
    <section className="device-section" aria-labelledby={id}>
      <h2 id={id}>{heading}</h2>
      <FactsList rows={rows} />
    </section>
  );
}
