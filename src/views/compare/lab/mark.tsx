const shapes = [
  "M0 -4a4 4 0 1 0 0.001 0Z",
  "M-3.6 -3.6h7.2v7.2h-7.2Z",
  "M0 -4.4 4.2 3.6H-4.2Z",
  "M0 -4.8 4.8 0 0 4.8 -4.8 0Z",
] as const;

interface MarkProps {
  readonly lane: number;
  readonly x: number;
  readonly y: number;
  /** Smaller, and pale: one of many. */
  readonly isSmall?: boolean;
}

/** A model's mark in a chart, in the colour of the text around it. */
export const Mark = ({ lane, x, y, isSmall = false }: MarkProps) => (
  <path
    d={shapes[lane % shapes.length]}
    fill="currentColor"
    opacity={isSmall ? 0.55 : 1}
    transform={`translate(${x} ${y})${isSmall ? " scale(0.6)" : ""}`}
  />
);
