/** What inputs and targets look like, as links are checked against it. */
const number = String.raw`[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,2})?`;
/** Commas between the numbers of a step, slashes between steps: links keep both as they are. */
const rowsOf = (one: string) => new RegExp(`^${one}(?:,${one})*(?:/${one}(?:,${one})*)*$`);
export const inputPattern = rowsOf(number);
export const targetPattern = rowsOf(String.raw`(?:${number}|\?)`);
