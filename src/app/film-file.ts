/** A film as a file: pictures, one after another, as a WebM video or as numbered PNG images. Loaded when somebody saves one. */
import { zipSync } from "fflate";

/** A film of more pictures leaves some out, evenly. */
export const mostFrames = 600;
/** Width of a video in pixels, at most. */
const mostWidth = 1920;

/** Those of the updates from the one to the other, both with them; at most `mostFrames`, evenly. */
export function framesBetween(updates: readonly number[], from: number, to: number): readonly number[] {
  const inside = updates.filter((update) => update >= from && update <= to);
  if (inside.length <= mostFrames) return inside;
  const step = (inside.length - 1) / (mostFrames - 1);
  return Array.from({ length: mostFrames }, (_, k) => inside[Math.round(k * step)] as number);
}

/** Firefox and Chromium write WebM; WebKit writes other formats, or none. */
const videoType = (): string | undefined =>
  typeof MediaRecorder === "undefined" || !("captureStream" in HTMLCanvasElement.prototype)
    ? undefined
    : ["video/webm;codecs=vp9", "video/webm;codecs=vp8", "video/webm"].find((type) =>
        MediaRecorder.isTypeSupported(type),
      );

export interface FilmFile {
  readonly ending: "webm" | "zip";
  readonly content: Blob;
}

/** The pictures as a zip archive, not compressed again. */
export async function zipOf(frames: readonly Blob[]): Promise<FilmFile> {
  const digits = String(frames.length).length;
  const files: { [name: string]: Uint8Array } = {};
  for (const [k, frame] of frames.entries())
    files[`${String(k + 1).padStart(digits, "0")}.png`] = new Uint8Array(await frame.arrayBuffer());
  const bytes = zipSync(files, { level: 0 });
  return { ending: "zip", content: new Blob([new Uint8Array(bytes)], { type: "application/zip" }) };
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** The recorder takes the time that the film takes: it records what is on a canvas. */
async function videoOf(
  frames: readonly Blob[],
  type: string,
  rate: number,
  signal: AbortSignal,
): Promise<FilmFile> {
  const first = await createImageBitmap(frames[0] as Blob);
  const scale = Math.min(1, mostWidth / first.width);
  const canvas = document.createElement("canvas");
  // Codecs want even sides.
  canvas.width = 2 * Math.round((first.width * scale) / 2);
  canvas.height = 2 * Math.round((first.height * scale) / 2);
  first.close();
  const context = canvas.getContext("2d");
  if (!context) throw new Error("The browser has no canvas to draw on.");
  const stream = canvas.captureStream();
  const recorder = new MediaRecorder(stream, { mimeType: type, videoBitsPerSecond: 8_000_000 });
  const parts: Blob[] = [];
  const ended = new Promise<void>((resolve, reject) => {
    recorder.ondataavailable = ({ data }) => parts.push(data);
    recorder.onstop = () => resolve();
    recorder.onerror = () => reject(new Error("The browser stopped recording."));
  });
  recorder.start();
  for (const frame of frames) {
    if (signal.aborted) break;
    const image = await createImageBitmap(frame);
    context.drawImage(image, 0, 0, image.width * scale, image.height * scale);
    image.close();
    await pause(1000 / rate);
  }
  if (recorder.state !== "inactive") recorder.stop();
  await ended;
  for (const track of stream.getTracks()) track.stop();
  const content = new Blob(parts, { type: "video/webm" });
  // A machine that is too busy for its encoder has recorded nothing.
  return content.size === 0 && !signal.aborted ? zipOf(frames) : { ending: "webm", content };
}

/**
 * @param frames PNG images, at least one
 * @param rate of them a second
 * @throws (rejects) where the browser cannot record.
 */
export function filmFile(frames: readonly Blob[], rate: number, signal: AbortSignal): Promise<FilmFile> {
  const type = videoType();
  return type === undefined ? zipOf(frames) : videoOf(frames, type, rate, signal);
}
