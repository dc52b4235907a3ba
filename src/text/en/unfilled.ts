/** Words of a view that the experiment cannot fill. */
export const unfilled = {
  why: {
    text: "Text needs a task that writes.",
    alignment:
      "Alignment needs a network that turns one sequence into another and attends to it. No model here can do that yet.",
  },
  openTask: (task: string) => `Open ${task}`,
} as const;
