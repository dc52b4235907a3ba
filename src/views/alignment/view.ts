import type { ViewDef } from "../view.ts";

export const alignment: ViewDef = {
  id: "alignment",
  title: "alignment",
  unfilled: () => ({ sentence: "alignment", task: null }),
};
