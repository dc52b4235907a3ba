const mostPieces = 20;

/**
 * Where in `symbols[from, to]` a piece ends best: after the line end nearest to `ideal`, else after the nearest space,
 * else there.
 */
function endNear(symbols: readonly string[], ideal: number, reach: number): number {
  for (const end of ["\n", " "])
    for (let away = 0; away <= reach; away++)
      for (const place of [ideal - away, ideal + away]) if (symbols[place - 1] === end) return place;
  return ideal;
}

/**
 * Passages of about equal length, twenty where each then holds a window of `length` characters and the one that follows,
 * else as many as do; one if there are not two.
 * @param characters of the text, in code points.
 */
export function cutText(text: string, characters: number, length: number): string[] {
  const count = Math.min(mostPieces, Math.floor(characters / (length + 2)));
  if (count < 2) return [text];
  const symbols = [...text];
  const size = characters / count;
  // Both ends of a passage may move towards each other; it stays long enough for two windows at least.
  const reach = Math.floor((size - (length + 2)) / 2);
  const ends = Array.from({ length: count - 1 }, (_, i) =>
    endNear(symbols, Math.round(size * (i + 1)), Math.max(0, reach - 1)),
  );
  return [...ends, characters].map((end, i) => symbols.slice(ends[i - 1] ?? 0, end).join(""));
}
