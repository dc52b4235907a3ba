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
  enlarge: (title: string) => `Enlarge ${title} (key E)`,
  shrink: (title: string) => `Show ${title} among the others again (Esc)`,
} as const;
