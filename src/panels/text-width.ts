/** Width of a letter of 12 px type, on average; system fonts differ by ±6 %. */
export const letter = 6.6;
export const textWidth = (text: string): number => text.length * letter;
