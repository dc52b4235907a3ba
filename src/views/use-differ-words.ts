import { useMemo } from "react";
import type { DifferWords } from "../experiment/differs.ts";
import { formatCount } from "../lib/format.ts";
import { differs as english } from "../text/en/compare.ts";
import { useText, useWords } from "../ui/words.ts";

/** How runs are told apart, in the page's language. */
export function useDifferWords(): DifferWords {
  const words = useWords(english);
  const say = useText();
  return useMemo(
    () => ({
      ...{ say, otherData: words.otherData },
      from: (what, update) => words.from(what, formatCount(update)),
    }),
    [words, say],
  );
}
