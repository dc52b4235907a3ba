import { isFormed } from "../../lib/phrase.ts";
import { answers as english } from "../../text/en/answers.ts";
import type { NumbersOf } from "../table.ts";
import { stepOf } from "../time/hooks.ts";
import { pictureOf } from "../time/picture.ts";
import { answersAt, answersSentence, answersTable, confusions, shareWords } from "./answers-data.ts";

export { Answers as Component } from "./answers.tsx";

export const numbers: NumbersOf = ({ app, words, say }) => {
  const own = words(english);
  const picture = pictureOf(app);
  const told = picture && answersAt(picture, stepOf(app));
  if (!picture || !told) return { sentence: own.waiting, table: null };
  const shares = confusions(picture.record).map((confusion, m) => {
    if (confusion === null) return "";
    const said = isFormed(confusion) ? say(confusion) : shareWords(own, confusion);
    return `${picture.names[m] ?? ""}: ${said}.`;
  });
  return {
    sentence: [answersSentence(own, picture, told), ...shares.filter(Boolean)].join(" "),
    table: answersTable(own, picture, told),
  };
};
