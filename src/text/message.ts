import type { Formed, Phrase } from "../lib/phrase.ts";
import type { store } from "./en/store.ts";
import type { Words } from "./language.ts";

type Texts = typeof store;
/** A text among other values stays as it is; a phrase is said in the page's language. */
type Values<V extends readonly unknown[]> = {
  readonly [I in keyof V]: string extends V[I] ? V[I] | Formed : V[I];
};
type Kinds = {
  [K in keyof Texts]: Texts[K] extends string
    ? { readonly key: K; readonly values: readonly [] }
    : Texts[K] extends (...values: infer V) => string
      ? { readonly key: K; readonly values: Values<V> }
      : never;
};

/** A sentence that the store makes: which one, and its values. The words are found where it is shown. */
export type Message = Kinds[keyof Kinds];
type Key = Message["key"];

/** `message("solved", name, "120")`. */
export const message = <K extends Key>(key: K, ...values: Kinds[K]["values"]): Message =>
  ({ key, values }) as Message;

/** What the page may say: a sentence of the store, or a phrase of a task, of a link or of the worker. */
export type Said = Message | Formed;

const isMessage = (said: Message | Formed, texts: Words<Texts>): said is Message =>
  Object.hasOwn(texts, said.key);

/** @param texts the store's, in the page's language. @param say the same for phrases. */
export function told(said: Said, texts: Words<Texts>, say: (said: Phrase) => string): string {
  if (!isMessage(said, texts)) return say(said);
  const text = texts[said.key] as string | ((...values: readonly unknown[]) => string);
  if (typeof text === "string") return text;
  return text(
    ...said.values.map((value) => (typeof value === "object" && value !== null ? say(value) : value)),
  );
}
