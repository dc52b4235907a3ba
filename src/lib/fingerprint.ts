/**
 * Sixteen hexadecimal digits that tell texts apart: two 32-bit FNV-1a sums over UTF-16 units, with different starts and
 * a last mixing. For names and look-ups; it withstands chance, not somebody who means harm.
 *
 * Source: Fowler, Noll & Vo, FNV-1a (prime 16777619); the mixing is MurmurHash3's (Appleby, public domain).
 */
export function fingerprint(text: string): string {
  let low = 0x811c9dc5;
  let high = 0x9747b28c;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    low = Math.imul(low ^ unit, 16777619);
    high = Math.imul(high ^ (unit + i), 16777619);
  }
  return [low, high].map((sum) => mixed(sum).toString(16).padStart(8, "0")).join("");
}

function mixed(sum: number): number {
  let rest = sum ^ (sum >>> 16);
  rest = Math.imul(rest, 0x85ebca6b);
  rest ^= rest >>> 13;
  rest = Math.imul(rest, 0xc2b2ae35);
  return (rest ^ (rest >>> 16)) >>> 0;
}
