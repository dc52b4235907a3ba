import type { ViewDef } from "../view.ts";

export const text: ViewDef = {
  id: "text",
  title: "text",
  unfilled: ({ generates }) => (generates ? null : { sentence: "text", task: "sonnets" }),
};
