/** How long a browser may take to begin to read what it saves, in milliseconds. */
const readWithin = 1000;

/** The browser saves a file, or asks where to. */
export function saveFile(name: string, content: Blob): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), readWithin);
}
