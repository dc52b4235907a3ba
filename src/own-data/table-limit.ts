/** A quarter of a million numbers, sixteen characters each. */
export const maxTableBytes = 4_000_000;
