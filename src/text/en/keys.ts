/** Words of the list of keys and of the switches of the device. */
export const keys = {
    train: "Space",
    oneUpdate: "→",
    reset: "R",
    undo: "U",
    views: "1 … 7",
    enlarge: "E",
    shrink: "Esc",
    keys: "?",
  },
  copyLink: "Share",
  copyLinkTitle: "Copy a link to this experiment",
  copied: "Link copied",
  toDark: "Dark theme",
  toLight: "Light theme",
} as const;
