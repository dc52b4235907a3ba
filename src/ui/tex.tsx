import "./tex.css";
import { type PointerEvent, useEffect, useRef, useState } from "react";

type Katex = typeof import("katex");
let loading: Promise<Katex> | undefined;
/** KaTeX is 77 kB, so it comes after the page; MathML output needs none of its fonts and styles. */
const loadKatex = (): Promise<Katex> => {
  loading ??= import("katex");
  return loading;
};

/** Marks a part of a formula, so that it can be pointed at: `key` comes back from `onPoint`. */
export const texMark = (key: string, tex: string): string => `\\href{#${key}}{${tex}}`;

/** KaTeX writes a mark as a link's target; here it is none, so nothing can be followed. */
function marksToKeys(root: Element): void {
  for (const element of root.querySelectorAll("[href]")) {
    element.setAttribute("data-symbol", decodeURI(element.getAttribute("href") ?? "").slice(1));
    element.removeAttribute("href");
  }
}

/** What a script may stand at: a letter, as it is or under a tilde. */
const isLetter = ({ localName }: Element): boolean => ["mi", "mn", "mo", "mover"].includes(localName);

/** A fifth of the letters' height: about where TeX and Firefox put subscripts. */
const depth = "0.2em";

/**
 * Seats the subscripts of letters. TeX puts them at one height whatever the letter, but Chromium and WebKit lower a subscript
 * by the depth of its base, so that the t of g_t hangs low and that of h_t stands on the line. Where every base claims the
 * same depth, all subscripts hang alike, in every browser.
 */
export function seatScripts(root: Element): void {
  for (const script of root.querySelectorAll("msub, msubsup")) {
    const base = script.firstElementChild;
    if (!base || !isLetter(base)) continue;
    const box = document.createElementNS(script.namespaceURI, "mpadded");
    box.setAttribute("depth", depth);
    script.replaceChild(box, base);
    box.append(base);
  }
}

const isMark = ({ command, url }: { readonly command: string; readonly url?: string }): boolean =>
  command === "\\href" && (url?.startsWith("#") ?? false);

/**
 * A formula in pieces at its =, + and − and after commas, so that a narrow place breaks the line there; in parentheses
 * too, but not in a factor as short as (1 − z). A leading {} keeps a piece's sign an operator between two terms.
 */
export function texPieces(tex: string): readonly string[] {
  const pieces = [""];
  let depth = 0;
  /** For every open parenthesis, whether it holds together: it begins with a number. */
  const open: boolean[] = [];
  // "\\, " is a gap, no comma.
  const parts = tex.split(/( [=+-] |(?<!\\), |[{}()[\]])/);
  parts.forEach((part, p) => {
    if (part === "(") open.push(/^\d/.test(parts[p + 1] ?? "") && !/[a-z}]$/.test(parts[p - 1] ?? ""));
    if (part === "{" || part === "[" || (part === "(" && open.at(-1))) depth++;
    if (part === "}" || part === "]" || (part === ")" && open.pop())) depth--;
    if (depth === 0 && /^ [+-] $/.test(part)) pieces.push(`{}${part}`);
    else if (depth === 0 && part === " = ") pieces.push("{}= ");
    else pieces[pieces.length - 1] += part;
    if (depth === 0 && part === ", ") pieces.push("");
  });
  return pieces.filter((piece) => piece !== "");
}

interface TexProps {
  readonly tex: string;
  /** Keys that light up. */
  readonly lit?: readonly string[];
  readonly onPoint?: (key: string | null) => void;
  /** For the pointer: what it does, keys need another way to. */
  readonly onPress?: (key: string) => void;
}

/** A formula as MathML, set by KaTeX into the page's own elements. The source stands in until it is there. */
export function Tex({ tex, lit = nothing, onPoint, onPress }: TexProps) {
  const box = useRef<HTMLSpanElement>(null);
  const [isSet, setIsSet] = useState(false);
  useEffect(() => {
    let gone = false;
    loadKatex().then(
      ({ default: katex }) => {
        if (gone || !box.current) return;
        const pieces = texPieces(tex).map((piece) => {
          const span = document.createElement("span");
          katex.render(piece, span, { output: "mathml", throwOnError: false, trust: isMark });
          return span;
        });
        box.current.replaceChildren(...pieces.flatMap((piece) => [piece, document.createElement("wbr")]));
        marksToKeys(box.current);
        seatScripts(box.current);
        setIsSet(true);
      },
      () => {
        if (!gone && box.current) box.current.textContent = tex;
      },
    );
    return () => {
      gone = true;
    };
  }, [tex]);
  const litKeys = lit.join(" ");
  // biome-ignore lint/correctness/useExhaustiveDependencies: a formula that was set again is lit again
  useEffect(() => {
    const keys = new Set(litKeys.split(" "));
    for (const element of box.current?.querySelectorAll("[data-symbol]") ?? [])
      element.classList.toggle("tex-lit", keys.has(element.getAttribute("data-symbol") ?? ""));
  }, [litKeys, isSet, tex]);
  const keyAt = ({ target }: PointerEvent): string | null =>
    (target instanceof Element ? target.closest("[data-symbol]") : null)?.getAttribute("data-symbol") ?? null;
  const press = (event: PointerEvent) => {
    const key = event.button === 0 ? keyAt(event) : null;
    if (key) onPress?.(key);
  };
  return (
    <span
      ref={box}
      className="tex"
      onPointerOver={onPoint && ((event) => onPoint(keyAt(event)))}
      onPointerLeave={onPoint && (() => onPoint(null))}
      onPointerUp={onPress && press}
    />
  );
}

const nothing: readonly string[] = [];
