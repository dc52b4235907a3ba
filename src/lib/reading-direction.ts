const fromRight =
  /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Samaritan}\p{Script=Mandaic}\p{Script=Adlam}\p{Script=Hanifi_Rohingya}]/u;
const letter = /\p{L}/u;

/**
 * Whether a text is read from the right: more of its letters are of such a script than of others. A browser's own rule is
 * the first letter, which a window that begins anywhere may have from a foreign word.
 */
export function readingDirection(text: string): "ltr" | "rtl" {
  let balance = 0;
  for (const character of text) if (letter.test(character)) balance += fromRight.test(character) ? 1 : -1;
  return balance > 0 ? "rtl" : "ltr";
}
