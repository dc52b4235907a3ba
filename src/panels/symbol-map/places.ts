/** Around the plot, in CSS pixels: half of a letter. */
const margin = 10;

/**
 * Where points stand in a plot, in the middle of it and as large as it allows; both axes have one scale, since distances are compared.
 * @param points [N, 2]
 */
export function placesIn(
  points: Float64Array,
  width: number,
  height: number,
): readonly { readonly x: number; readonly y: number }[] {
  const along = (axis: 0 | 1) => points.filter((_, i) => i % 2 === axis);
  const spanOf = (values: Float64Array) => {
    const [low, high] = [Math.min(...values), Math.max(...values)];
    return { middle: (low + high) / 2, length: high - low };
  };
  const [across, up] = [spanOf(along(0)), spanOf(along(1))];
  const scaleIn = (room: number, length: number) =>
    length > 0 ? Math.max(0, room - 2 * margin) / length : Number.POSITIVE_INFINITY;
  const least = Math.min(scaleIn(width, across.length), scaleIn(height, up.length));
  const scale = Number.isFinite(least) ? least : 0;
  return Array.from({ length: points.length / 2 }, (_, k) => ({
    x: width / 2 + scale * ((points[2 * k] as number) - across.middle),
    y: height / 2 - scale * ((points[2 * k + 1] as number) - up.middle),
  }));
}
