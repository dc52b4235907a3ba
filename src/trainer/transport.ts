/** Every buffer under a message: they are transferred, so that nothing is copied between worker and page. */
export function buffersOf(value: unknown, found = new Set<ArrayBuffer>()): Set<ArrayBuffer> {
  if (ArrayBuffer.isView(value)) {
    if (value.buffer instanceof ArrayBuffer) found.add(value.buffer);
  } else if (Array.isArray(value)) for (const entry of value) buffersOf(entry, found);
  else if (value && typeof value === "object")
    for (const entry of Object.values(value)) buffersOf(entry, found);
  return found;
}
