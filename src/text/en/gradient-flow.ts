export const gradientFlow = { title: "Gradient flow" } as const;
