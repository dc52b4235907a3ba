/** Where a lab's charts stand in their box, in CSS pixels. */
export interface Frame {
  readonly height: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Room for the values on the left, and for names at the ends of lines. */
export const frameOf = (width: number, height: number): Frame => ({
  ...{ height, left: 56, right: Math.max(80, width - 118), top: 14, bottom: height - 22 },
});

/** The middle of a column, and how far a model's marks stand from it, so that equal shares do not hide each other. */
export function placesOf(
  columns: number,
  models: number,
  { left, right }: Frame,
): { x(column: number): number; offset(model: number): number } {
  const each = (right - left) / Math.max(1, columns);
  const apart = Math.min(10, each / (models + 1));
  return {
    x: (column) => left + each * (column + 0.5),
    offset: (model) => (model - (models - 1) / 2) * apart,
  };
}
