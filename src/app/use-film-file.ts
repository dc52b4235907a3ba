import { useContext, useRef, useState } from "react";
import { messageOf } from "../lib/error-message.ts";
import { useActions, useAppState } from "../store/hooks.ts";
import { phraseIn, wordsIn } from "../text/language.ts";
import { saveFile } from "../ui/save-file.ts";
import { LanguageContext } from "../ui/words.ts";
import type { Loop } from "./history-film.ts";

/** Where the making of a film is. */
export type Filming =
  | { readonly kind: "drawing"; readonly made: number; readonly all: number }
  | { readonly kind: "encoding" }
  | { readonly kind: "failed"; readonly reason: string };

export interface FilmFileMaking {
  /** Null while none is made. */
  readonly filming: Filming | null;
  save(loop: Loop | null, rate: number): void;
  cancel(): void;
}

/** A film of the panel that is looked at, saved as a file; one at a time. */
export function useFilmFile(): FilmFileMaking {
  const [filming, setFilming] = useState<Filming | null>(null);
  const control = useRef<AbortController | null>(null);
  const getState = useAppState();
  const actions = useActions();
  const language = useContext(LanguageContext);
  async function make(loop: Loop | null, rate: number, signal: AbortSignal): Promise<void> {
    const [{ filmPanel }, { filmFile, framesBetween }] = await Promise.all([
      import("./film-panel.ts"),
      import("./film-file.ts"),
    ]);
    const { record } = getState();
    const kept = record?.moments.list().map(({ update }) => update) ?? [];
    const updates = framesBetween(kept, loop?.from ?? 0, loop?.to ?? Number.POSITIVE_INFINITY);
    setFilming({ kind: "drawing", made: 0, all: updates.length });
    const { frames, name } = await filmPanel({
      ...{ updates, getState, actions, signal },
      words: {
        words: (catalogue) => wordsIn(language, catalogue),
        say: (said) => phraseIn(language, said),
      },
      onFrame: (made) => setFilming({ kind: "drawing", made, all: updates.length }),
    });
    if (signal.aborted || frames.length === 0) return;
    setFilming({ kind: "encoding" });
    const { ending, content } = await filmFile(frames, rate, signal);
    if (!signal.aborted) saveFile(`${name}.${ending}`, content);
  }
  return {
    filming,
    save: (loop, rate) => {
      control.current?.abort();
      const own = new AbortController();
      control.current = own;
      const end = (last: Filming | null) => {
        if (control.current === own) setFilming(last);
      };
      make(loop, rate, own.signal).then(
        () => end(null),
        (error: unknown) => end({ kind: "failed", reason: messageOf(error) }),
      );
    },
    cancel: () => {
      control.current?.abort();
      setFilming(null);
    },
  };
}
