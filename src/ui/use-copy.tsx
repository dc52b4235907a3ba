import "./use-copy.css";
import { type ReactNode, useEffect, useId, useRef, useState } from "react";
import { createPortal } from "react-dom";
import { en } from "../text/en.ts";
import { useWords } from "./words.ts";

/** How long "Copied" is shown, in milliseconds. */
const shownFor = 2500;

/** False where the browser has no clipboard for the page (plain http, some frames) or refuses it. */
async function writeToClipboard(text: string): Promise<boolean> {
  // Missing outside of secure contexts, whatever the types say.
  const clipboard: Clipboard | undefined = navigator.clipboard;
  if (!clipboard) return false;
  try {
    await clipboard.writeText(text);
    return true;
  } catch {
    // Refused by a permission, a policy, or because the window lost the focus: the text can still be copied by hand.
    return false;
  }
}

export interface Copying {
  /** For a second or two after the text was copied. */
  readonly isCopied: boolean;
  readonly copy: (text: string) => Promise<void>;
  /** To be rendered beside the button: the text, selected, where the browser does not let the page copy it. */
  readonly byHand: ReactNode;
}

/** The one way to the clipboard: every button that copies uses it, so that all of them work where there is no clipboard. */
export function useCopy(): Copying {
  const [isCopied, setCopied] = useState(false);
  const [refused, setRefused] = useState<string | null>(null);
  useEffect(() => {
    if (!isCopied) return;
    const timer = setTimeout(() => setCopied(false), shownFor);
    return () => clearTimeout(timer);
  }, [isCopied]);
  const copy = async (text: string) => {
    if (await writeToClipboard(text)) setCopied(true);
    else setRefused(text);
  };
  const byHand = refused !== null && <CopyByHand text={refused} onClose={() => setRefused(null)} />;
  return { isCopied, copy, byHand };
}

/** In the body, since a dialog within a heading or a clipped panel would be cut off and read in the wrong place. */
function CopyByHand({ text, onClose }: { readonly text: string; readonly onClose: () => void }) {
  const words = useWords(en.copy);
  const dialog = useRef<HTMLDialogElement>(null);
  const field = useRef<HTMLTextAreaElement>(null);
  const heading = useId();
  useEffect(() => {
    dialog.current?.showModal();
    field.current?.focus();
    field.current?.select();
  }, []);
  return createPortal(
    <dialog ref={dialog} className="by-hand" aria-labelledby={heading} onClose={onClose}>
      <h2 id={heading}>{words.heading}</h2>
      <p>{words.lead}</p>
      <textarea
        ref={field}
        className="by-hand-text"
        aria-label={words.text}
        readOnly
        rows={8}
        spellCheck={false}
        wrap="off"
        value={text}
      />
      <p className="by-hand-acts">
        <button type="button" className="button" onClick={() => dialog.current?.close()}>
          {words.close}
        </button>
      </p>
    </dialog>,
    document.body,
  );
}
