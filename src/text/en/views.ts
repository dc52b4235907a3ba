/** Words of the views and of what fills main. */
export const views = {
  list: "Views",
  titles: {
    overview: "Overview",
    gradients: "Gradients",
    memory: "Memory",
    network: "Network",
    text: "Text",
    alignment: "Alignment",
    compare: "Compare",
  },
  keyTitle: (title: string, key: string) => `${title} (key ${key})`,
  unfilled: {
    text: "Text needs a task that writes.",
    alignment:
      "Alignment needs a network that turns one sequence into another and attends to it. No model here can do that yet.",
    compare: "Compare will hold the runs that this device keeps, side by side. It has nothing to show yet.",
  },
  openTask: (task: string) => `Open ${task}`,
  enlarge: (title: string) => `Enlarge ${title} (key E)`,
  shrink: (title: string) => `Show ${title} among the others again (Esc)`,
} as const;
