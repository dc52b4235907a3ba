import type { Picture } from "./svg-of.ts";

/** Pixels of the image for each CSS pixel. */
export const scale = 2;

/** A picture as a PNG image. @throws (rejects) where the browser cannot make one, as it may of a very large one. */
export async function pngOf({ svg, width, height }: Picture): Promise<Blob> {
  const url = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = width * scale;
    canvas.height = height * scale;
    const context = canvas.getContext("2d");
    if (!context) throw new Error("The browser has no canvas to draw on.");
    context.drawImage(image, 0, 0, canvas.width, canvas.height);
    const made = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/png"));
    if (!made) throw new Error("The browser could not write a picture of this size.");
    return made;
  } finally {
    URL.revokeObjectURL(url);
  }
}
