import { Download } from "lucide-react";
import { type KeyboardEvent, useCallback, useContext, useEffect, useId, useRef, useState } from "react";
import { messageOf } from "../lib/error-message.ts";
import type { PanelDef } from "../panels/panel.ts";
import type { Telling } from "../panels/table.ts";
import { useActions, useAppState } from "../store/hooks.ts";
import { save as english } from "../text/en/save.ts";
import { en } from "../text/en.ts";
import { phraseIn, wordsIn } from "../text/language.ts";
import { saveFile } from "../ui/save-file.ts";
import { useCopy } from "../ui/use-copy.tsx";
import { LanguageContext, useWords } from "../ui/words.ts";
import type { Kind, PanelFiles } from "./panel-files.ts";
import "./save-menu.css";

const files: readonly Kind[] = ["csv", "svg", "png"];
/** Between the menu and the edges of the window. */
const margin = 8;

/** Under ⤢ in the corner of a panel: its numbers and its picture to take along. */
export function SaveMenu({ panel }: { readonly panel: PanelDef }) {
  const words = useWords(english);
  const title = useWords(en.panels.titles)[panel.title];
  const language = useContext(LanguageContext);
  const getState = useAppState();
  const { link } = useActions();
  const [made, setMade] = useState<PanelFiles | null>(null);
  const [failure, fail] = useState<string | null>(null);
  const button = useRef<HTMLButtonElement>(null);
  const menu = useRef<HTMLDivElement>(null);
  const { isCopied, copy, byHand } = useCopy();
  const [isOpen, setOpen] = useState(false);
  const id = useId();

  const attempt = (work: () => Promise<void>) => {
    fail(null);
    work().catch((error: unknown) => fail(messageOf(error)));
  };
  const items = () => [...(menu.current?.querySelectorAll<HTMLElement>("[role='menuitem']") ?? [])];
  const place = useCallback(() => {
    const [from, box] = [button.current?.getBoundingClientRect(), menu.current];
    if (!from || !box) return;
    const left = Math.min(from.right - box.offsetWidth, window.innerWidth - box.offsetWidth - margin);
    const top = Math.min(from.bottom + 2, window.innerHeight - box.offsetHeight - margin);
    box.style.left = `${Math.max(margin, left)}px`;
    box.style.top = `${Math.max(margin, top)}px`;
  }, []);
  useEffect(() => {
    if (!isOpen) return;
    window.addEventListener("resize", place);
    return () => window.removeEventListener("resize", place);
  }, [isOpen, place]);
  const open = () => {
    const telling: Telling = {
      app: getState(),
      words: (catalogue) => wordsIn(language, catalogue),
      say: (said) => phraseIn(language, said),
    };
    attempt(async () => {
      const { filesOf } = await import("./panel-files.ts");
      setMade(await filesOf(panel, telling, link()));
      place();
    });
  };
  const close = () => {
    menu.current?.hidePopover();
    button.current?.focus();
  };
  const save = (kind: Kind) => {
    const root = button.current?.parentElement;
    if (!root || !made) return;
    attempt(async () => {
      const { name, content } = await made.file(kind, root);
      saveFile(name, content);
      close();
    });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // None of the page's keys means anything here.
    event.stopPropagation();
    if (event.key === "Escape" || event.key === "Tab") {
      if (event.key === "Escape") event.preventDefault();
      return close();
    }
    const all = items();
    const at = all.indexOf(document.activeElement as HTMLElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    all.at(to % all.length)?.focus();
  };
  const hasNumbers = made === null || made.text !== null;
  const item = (name: string, act: () => void, isOff = false) => (
    <button
      key={name}
      type="button"
      role="menuitem"
      tabIndex={-1}
      aria-disabled={isOff || made === null || undefined}
      onClick={() => !isOff && act()}
    >
      {name}
    </button>
  );
  return (
    <>
      <button
        ref={button}
        type="button"
        className="panel-save"
        aria-label={words.open(title)}
        title={words.open(title)}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        popoverTarget={id}
        onKeyDown={(event) => {
          // Pressed before the focus has come to the menu.
          if (menu.current?.matches(":popover-open")) onKeyDown(event);
        }}
      >
        <Download aria-hidden="true" size={13} strokeWidth={2} />
      </button>
      <div
        ref={menu}
        id={id}
        popover="auto"
        className="save-menu"
        onToggle={({ newState }) => {
          setOpen(newState === "open");
          if (newState !== "open") return setMade(null);
          open();
          place();
          items()[0]?.focus();
        }}
      >
        <div
          role="menu"
          tabIndex={-1}
          aria-label={words.menu(title)}
          aria-describedby={`${id}-said`}
          onKeyDown={onKeyDown}
        >
          {item(
            isCopied ? words.copied : words.copy,
            () => made?.text != null && void copy(made.text),
            !hasNumbers,
          )}
          {files.map((kind) => item(words[kind], () => save(kind), kind === "csv" && !hasNumbers))}
        </div>
        <p id={`${id}-said`}>
          {failure === null ? (made?.sentence ?? words.loading) : words.failed(failure)}
        </p>
      </div>
      {byHand}
    </>
  );
}
