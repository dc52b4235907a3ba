import type { ViewDef } from "../view.ts";

export const compare: ViewDef = {
  id: "compare",
  title: "compare",
  unfilled: () => ({ sentence: "compare", task: null }),
};
