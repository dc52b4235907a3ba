/** "only 0.01", and "less than 10⁻³⁸" of what is told as "< 10⁻³⁸". */
export const onlyShare = (share: string): string =>
  share.startsWith("< ") ? `less than ${share.slice(2)}` : `only ${share}`;
