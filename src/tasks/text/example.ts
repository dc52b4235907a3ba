import type { OwnText } from "../../own-data/own-data.ts";

const ones =
  " one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split(
    " ",
  );
const tens = "  twenty thirty forty fifty sixty seventy eighty ninety".split(" ");

/** 1 … 999 in words. */
function words(n: number): string {
  if (n < 20) return ones[n] ?? "";
  if (n < 100) return [tens[Math.floor(n / 10)], ones[n % 10]].filter((part) => part).join("-");
  const rest = n % 100;
  return `${words(Math.floor(n / 100))} hundred${rest === 0 ? "" : ` and ${words(rest)}`}`;
}

/** Counted sheep: short, the same in every build, and each line takes memory of the one before. Frozen: links show it. */
export const exampleText: OwnText = {
  kind: "text",
  title: "Example: counting sheep",
  text: Array.from({ length: 399 }, (_, i) => `${words(i + 1)} sheep\n`).join(""),
};
