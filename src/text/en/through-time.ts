export const throughTime = { title: "Through time" } as const;
