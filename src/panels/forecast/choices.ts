import { choice } from "../choice.ts";

/** Which output is drawn, of which run: another task's columns are its own. */
export const chosenColumn = choice({ run: 0, column: 0 });

export const columnOf = ({ run, column }: ReturnType<typeof chosenColumn.now>, record: { id: number }) =>
  run === record.id ? column : 0;
