/** Draws a panel at kept moments, one after another. Loaded when somebody saves a film. */
import type { Telling } from "../panels/table.ts";
import type { Actions, AppState } from "../store/state.ts";
import { pngOf } from "../ui/picture/png-of.ts";
import { fileName, filesOf } from "../views/panel-files.ts";
import { filmedPanel } from "./filmed-panel.ts";

/** What a panel waits for at most, in milliseconds: an instrument that is refused never comes. */
const mostWait = 8000;
const looksEvery = 30;

export interface FilmPanelOptions {
  readonly updates: readonly number[];
  readonly getState: () => AppState;
  readonly actions: Pick<Actions, "lookAt" | "link">;
  readonly words: Pick<Telling, "words" | "say">;
  readonly signal: AbortSignal;
  readonly onFrame: (made: number) => void;
}

export interface Filmed {
  /** PNG images. */
  readonly frames: readonly Blob[];
  /** Of the file, without its ending. */
  readonly name: string;
}

/** What is computed of a moment is there, and painted. */
async function isPainted(getState: () => AppState, update: number): Promise<void> {
  const isThere = () => {
    const { record, moment } = getState();
    // The newest is now.
    return moment === null || record?.trace?.update === update;
  };
  for (let waited = 0; !isThere() && waited < mostWait; waited += looksEvery)
    await new Promise((resolve) => setTimeout(resolve, looksEvery));
  // A chart renders at most five times a second; canvases paint on the frame after.
  await new Promise((resolve) => setTimeout(resolve, 220));
  await new Promise<void>((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve())));
}

/** @throws (rejects) where a picture cannot be made. */
export async function filmPanel(options: FilmPanelOptions): Promise<Filmed> {
  const { updates, getState, actions, words, signal, onFrame } = options;
  const found = filmedPanel();
  if (!found) throw new Error("There is no panel to film.");
  const { panel } = found;
  const before = getState().moment;
  const frames: Blob[] = [];
  try {
    for (const [k, update] of updates.entries()) {
      if (signal.aborted) break;
      actions.lookAt(update);
      await isPainted(getState, update);
      const root = document.querySelector<HTMLElement>(`.main [data-panel="${panel.id}"]`);
      if (!root) throw new Error("The panel is no longer shown.");
      const files = await filesOf(panel, { app: getState(), ...words }, actions.link());
      frames.push(await pngOf(files.picture(root)));
      onFrame(k + 1);
    }
    return { frames, name: fileName(`${panel.id}-film`, getState()) };
  } finally {
    actions.lookAt(before);
  }
}
