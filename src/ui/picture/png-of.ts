import type { Picture } from "./svg-of.ts";

/** Pixels of the image for each CSS pixel. */
export const scale = 2;

/** A picture as an image that a canvas can draw. @throws (rejects) where the browser cannot read it. */
export async function imageOf({ svg }: Picture): Promise<HTMLImageElement> {
  const url = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    return image;
  } finally {
    URL.revokeObjectURL(url);
  }
}

/** A picture as a PNG image. @throws (rejects) where the browser cannot make one, as it may of a very large one. */
export async function pngOf(picture: Picture): Promise<Blob> {
  const canvas = document.createElement("canvas");
  canvas.width = picture.width * scale;
  canvas.height = picture.height * scale;
  const context = canvas.getContext("2d");
  if (!context) throw new Error("The browser has no canvas to draw on.");
  context.drawImage(await imageOf(picture), 0, 0, canvas.width, canvas.height);
  const made = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/png"));
  if (!made) throw new Error("The browser could not write a picture of this size.");
  return made;
}
