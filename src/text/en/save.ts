/** Words of the menu that saves a panel, and of its files. */
export const save = {
  open: (title: string) => `Save or copy ${title}`,
  menu: (title: string) => `Save or copy: ${title}`,
  copy: "Copy numbers",
  copied: "Copied",
  csv: "Numbers as CSV",
  svg: "Picture as SVG",
  png: "Picture as PNG",
  loading: "Loading …",
  failed: (reason: string) => `The file could not be made: ${reason}`,
  /** Under a picture: the models, the task and the update. */
  caption: (models: string, task: string, update: string) => `${models} · ${task} · update ${update}`,
  product: "Unrolled",
} as const;
