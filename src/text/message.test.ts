import { expect, test } from "vitest";
import { asData, inEnglish, phrase, phraseOf } from "../lib/phrase.ts";
import { store } from "./en/store.ts";
import { wordsIn } from "./language.ts";
import { message, told } from "./message.ts";

const inMarks = (key: string) => `⟦${key}⟧`;
const marked = wordsIn("marked", store);

test("a message is a key with values, and says itself in the words that it is given", () => {
  const solved = message("solved", "LSTM", "120");
  expect(solved).toEqual({ key: "solved", values: ["LSTM", "120"] });
  expect(told(solved, store, inEnglish)).toBe("LSTM solved the task at update 120.");
  expect(told(solved, marked, inEnglish)).toBe("LSTM⟦ solved the task at update 120.⟧");
  expect(told(message("lastModel"), store, inEnglish)).toBe(store.lastModel);
});

test("a phrase among the values is said in the same language, and a text is not", () => {
  const held = message("heldCannotTurn", phraseOf("update"));
  expect(told(held, store, (said) => inMarks(inEnglish(said)))).toContain("Release the ⟦update⟧ gate first.");
  expect(told(message("noLink", "“#x”"), store, () => "?")).toContain("“#x”");
});

test("phrases are said, and plain text stays as it is", () => {
  expect(told(phrase`${2} updates completed.`, marked, inEnglish)).toBe("2 updates completed.");
  expect(told(asData("An error’s own words"), marked, inEnglish)).toBe("An error’s own words");
});
