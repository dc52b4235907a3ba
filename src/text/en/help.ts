/** Words that open the help; its own are in help-dialog.ts and come with it. */
export const help = {
  open: "Help",
  mark: "?",
  markName: (panel: string) => `Help: ${panel}`,
} as const;
