/** The bytes of a snapshot's file: their sum, and their order. */
const crcTable = Uint32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte;
  for (let bit = 0; bit < 8; bit++) rest = rest & 1 ? (rest >>> 1) ^ 0xedb88320 : rest >>> 1;
  return rest;
});

/** CRC-32 as in PNG and zip. */
export function crc32(bytes: Uint8Array): number {
  let sum = 0xffffffff;
  for (let i = 0; i < bytes.length; i++)
    sum = (crcTable[(sum ^ (bytes[i] as number)) & 255] as number) ^ (sum >>> 8);
  return (sum ^ 0xffffffff) >>> 0;
}

const isLittleEndian = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;
/**
 * To the file's byte order or back, in place; bit for bit, which no reading as numbers promises for NaN.
 * @param each bytes of one number.
 */
export function inFileOrder(bytes: Uint8Array<ArrayBuffer>, each: number): Uint8Array<ArrayBuffer> {
  if (!isLittleEndian)
    for (let at = 0; at < bytes.length; at += each) bytes.subarray(at, at + each).reverse();
  return bytes;
}
