/**
 * Whether arrays and objects of a JSON text stand in each other more than `levels` deep. `JSON.parse` takes a second and
 * hundreds of megabytes for a few million open brackets; this takes one look at each character.
 */
export function nestsDeeper(text: string, levels: number): boolean {
  let depth = 0;
  let inString = false;
  for (let at = 0; at < text.length; at++) {
    const char = text.charCodeAt(at);
    if (inString) {
      if (char === 92)
        at++; // a backslash: what follows is no end
      else if (char === 34) inString = false;
    } else if (char === 34) inString = true;
    else if (char === 91 || char === 123) {
      if (++depth > levels) return true;
    } else if (char === 93 || char === 125) depth--;
  }
  return false;
}
