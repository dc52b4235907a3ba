/**
 * Where a value stands between two others, from 0 to 1; a half where these are one, or no numbers. Any two numbers have a
 * share between them: their difference may overflow, that of their halves does not.
 */
export function shareOf(value: number, least: number, largest: number): number {
  if (!(largest > least)) return 0.5;
  const span = largest / 2 - least / 2;
  // The smallest numbers of all have no halves.
  return span > 0 ? (value / 2 - least / 2) / span : (value - least) / (largest - least);
}
