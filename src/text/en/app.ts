/** Words of the frame: top bar, rail, dialogs. */
export const app = {} as const;
