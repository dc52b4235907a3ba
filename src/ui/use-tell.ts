import { useCallback } from "react";
import { en } from "../text/en.ts";
import { type Said, told } from "../text/message.ts";
import { useText, useWords } from "./words.ts";

/** For the sentences that the store holds as keys and values: in the page's language. */
export function useTell(): (said: Said) => string {
  const texts = useWords(en.store);
  const say = useText();
  return useCallback((said: Said) => told(said, texts, say), [texts, say]);
}
