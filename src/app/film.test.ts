import { unzipSync } from "fflate";
import { expect, test, vi } from "vitest";
import { filmFile, framesBetween, mostFrames, zipOf } from "./film-file.ts";
import { isPast, withEnd } from "./history-film.ts";

test("an end of the loop is set, moved, and cleared where it is pressed again", () => {
  expect(withEnd(null, "from", 40)).toEqual({ from: 40, to: null });
  expect(withEnd(null, "to", 40)).toEqual({ from: 0, to: 40 });
  expect(withEnd({ from: 40, to: null }, "to", 80)).toEqual({ from: 40, to: 80 });
  expect(withEnd({ from: 40, to: 80 }, "from", 40)).toBeNull();
  expect(withEnd({ from: 40, to: 80 }, "to", 80)).toBeNull();
  // An end that would come before the other takes its place.
  expect(withEnd({ from: 40, to: 80 }, "from", 90)).toEqual({ from: 90, to: null });
  expect(withEnd({ from: 40, to: 80 }, "to", 30)).toEqual({ from: 0, to: 30 });
});

test("a film that repeats begins again at the end of the loop, of the run, and from outside", () => {
  const loop = { from: 32, to: 64 };
  expect(isPast(loop, 32, 48, 200)).toBe(false);
  expect(isPast(loop, 48, 64, 200)).toBe(false);
  expect(isPast(loop, 64, 80, 200)).toBe(true);
  // The next moment is past the end.
  expect(isPast({ from: 32, to: 60 }, 48, 64, 200)).toBe(true);
  expect(isPast(loop, 16, 32, 200)).toBe(true);
  expect(isPast({ from: 32, to: null }, 200, 200, 200)).toBe(true);
  expect(isPast({ from: 32, to: null }, 184, 200, 200)).toBe(false);
});

test("the film has the moments between the ends, and of very many an even choice", () => {
  expect(framesBetween([0, 16, 32, 48], 16, 40)).toEqual([16, 32]);
  expect(framesBetween([0, 16, 32], 0, Number.POSITIVE_INFINITY)).toEqual([0, 16, 32]);
  const many = Array.from({ length: 2000 }, (_, k) => 16 * k);
  const chosen = framesBetween(many, 0, Number.POSITIVE_INFINITY);
  expect([chosen.length, chosen[0], chosen.at(-1)]).toEqual([mostFrames, 0, 16 * 1999]);
  const gaps = chosen.slice(1).map((update, k) => update - (chosen[k] ?? 0));
  expect([Math.min(...gaps), Math.max(...gaps)]).toEqual([48, 64]);
});

test("without video, the pictures are numbered in a zip archive", async () => {
  const frames = Array.from({ length: 12 }, (_, k) => new Blob([new Uint8Array([k, 1, 2])]));
  const { ending, content } = await zipOf(frames);
  expect(ending).toBe("zip");
  const files = unzipSync(new Uint8Array(await content.arrayBuffer()));
  expect(Object.keys(files)).toEqual(frames.map((_, k) => `${String(k + 1).padStart(2, "0")}.png`));
  expect([...(files["12.png"] ?? [])]).toEqual([11, 1, 2]);
});

test("where the browser has recorded nothing, the pictures are saved one by one", async () => {
  const frames = [new Blob([new Uint8Array([1])]), new Blob([new Uint8Array([2])])];
  for (const recorded of [0, 5]) {
    vi.stubGlobal(
      "HTMLCanvasElement",
      class {
        captureStream() {}
      },
    );
    vi.stubGlobal(
      "MediaRecorder",
      class {
        static isTypeSupported = () => true;
        state = "recording";
        ondataavailable = (_event: { data: Blob }) => undefined;
        onstop = () => undefined;
        start() {}
        stop() {
          this.ondataavailable({ data: new Blob([new Uint8Array(recorded)]) });
          this.onstop();
        }
      },
    );
    vi.stubGlobal("createImageBitmap", async () => ({ width: 4, height: 4, close: () => undefined }));
    const context = { drawImage: () => undefined };
    const canvas = { getContext: () => context, captureStream: () => ({ getTracks: () => [] }) };
    vi.stubGlobal("document", { createElement: () => canvas });
    const { ending } = await filmFile(frames, 1000, new AbortController().signal);
    vi.unstubAllGlobals();
    expect(ending).toBe(recorded === 0 ? "zip" : "webm");
  }
});
