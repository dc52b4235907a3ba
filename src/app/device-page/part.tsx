import { type ReactNode, useId } from "react";

interface PartProps {
  readonly heading: string;
  readonly acts?: ReactNode;
  readonly children: ReactNode;
}

/** A heading with its buttons, and what stands under it. */
export function Part({ heading, acts, children }: PartProps) {
  const id = useId();
  return (
    <section className="device-section" aria-labelledby={id}>
      <div className="device-head">
        <h2 id={id}>{heading}</h2>
        {acts}
      </div>
      {children}
    </section>
  );
}
