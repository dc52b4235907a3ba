import "./tex.css";
import { type PointerEvent, useEffect, useRef, useState } from "react";

/** A letter of a formula with what stands at it: "W_f" is base W, sub f; "b'_f" has a prime. */
export interface TexSymbol {
  readonly base: string;
  readonly sub: string;
  readonly prime: boolean;
}

type Katex = typeof import("katex");
let loading: Promise<Katex> | undefined;
/** KaTeX is 77 kB, so it comes after the page; MathML output needs none of its fonts and styles. */
const loadKatex = (): Promise<Katex> => {
  loading ??= import("katex");
  return loading;
};

function symbolOf(element: Element): TexSymbol {
  const compound = element.tagName === "msub" || element.tagName === "msubsup";
  const [base, sub, sup] = compound ? [...element.children] : [element];
  return {
    base: base?.textContent ?? "",
    sub: sub?.textContent ?? "",
    prime: /[′'’]/.test(sup?.textContent ?? ""),
  };
}

/** Marks every letter that means something with its key. */
function markSymbols(root: Element, keyOf: (symbol: TexSymbol) => string | null): void {
  for (const element of root.querySelectorAll("msub, msubsup, mi")) {
    if (element.tagName === "mi" && element.parentElement?.closest("msub, msubsup")) continue;
    const key = keyOf(symbolOf(element));
    if (key) element.setAttribute("data-symbol", key);
  }
}

interface TexProps {
  readonly tex: string;
  /** A key for a letter that can be pointed at; null for the others. Stable, or the formula is set again. */
  readonly keyOf?: (symbol: TexSymbol) => string | null;
  /** Keys that light up. */
  readonly lit?: readonly string[];
  readonly onPoint?: (key: string | null) => void;
}

/** A formula as MathML, set by KaTeX into the page's own elements. The source stands in until it is there. */
export function Tex({ tex, keyOf, lit = nothing, onPoint }: TexProps) {
  const box = useRef<HTMLSpanElement>(null);
  const [isSet, setIsSet] = useState(false);
  useEffect(() => {
    let gone = false;
    loadKatex().then(
      ({ default: katex }) => {
        if (gone || !box.current) return;
        katex.render(tex, box.current, { output: "mathml", throwOnError: false });
        if (keyOf) markSymbols(box.current, keyOf);
        setIsSet(true);
      },
      () => {
        if (!gone && box.current) box.current.textContent = tex;
      },
    );
    return () => {
      gone = true;
    };
  }, [tex, keyOf]);
  const litKeys = lit.join(" ");
  // biome-ignore lint/correctness/useExhaustiveDependencies: a formula that was set again is lit again
  useEffect(() => {
    const keys = new Set(litKeys.split(" "));
    for (const element of box.current?.querySelectorAll("[data-symbol]") ?? [])
      element.classList.toggle("tex-lit", keys.has(element.getAttribute("data-symbol") ?? ""));
  }, [litKeys, isSet, tex]);
  const move = (event: PointerEvent) => {
    const target = event.target instanceof Element ? event.target.closest("[data-symbol]") : null;
    onPoint?.(target?.getAttribute("data-symbol") ?? null);
  };
  return (
    <span
      ref={box}
      className="tex"
      onPointerOver={onPoint && move}
      onPointerLeave={onPoint && (() => onPoint(null))}
    />
  );
}

const nothing: readonly string[] = [];
