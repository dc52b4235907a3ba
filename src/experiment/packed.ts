/**
 * The tight form of a link's entries, for experiments too long to be written out: the same keys and texts as bytes, in
 * base64url. It knows nothing of settings; what comes out is read and checked like a written link.
 *
 * A sequence of numbers (LEB128, 7 bits a byte). Each item begins with 4·code + type. Type 0: the prefix of the keys
 * that follow. 1, 2, 3: an entry whose name is word `code`, its value an integer, a float64, or words joined by commas
 * (0 for a literal text: length and UTF-8). The entry "changes" is a count, then for each change the updates since the
 * last one and an item whose word is the whole path. Where it is shorter the bytes are deflated first: "z." stands in front.
 *
 * A name that is no word is written out once: its code is `newName`, and its length and UTF-8 stand before the value. The
 * first such name has the code below `newName` from then on, the second the code below that. A key whose prefix is not known
 * is such a name as a whole, under the empty prefix.
 */
import { deflateSync, inflateSync } from "fflate";
import { base64url, fromBase64url } from "../lib/base64url.ts";

/** Key and value of a link, both percent-decoded. */
export type Entry = readonly [key: string, value: string];

/** What packed links write as places: see `versions/v1-words.ts`. */
export interface Vocabulary {
  readonly words: readonly string[];
  /** What stands before names; the first is empty. */
  readonly prefixes: readonly string[];
}

const squeezed = "z.";
/** Bytes; the longest experiment takes about 1,600. A link may come from anybody, and could unpack to megabytes. */
const mostBytes = 16_384;
const integer = 1;
const real = 2;
const word = 3;
/** The last code that takes two bytes. No word's place is as high as this or the codes of names that are no words. */
const newName = 4095;
const mostNewNames = 1000;
/** As long as the list of words may become. */
export const mostWords = newName - mostNewNames;
/** Bytes; the longest path of a setting is half as long. */
const longestName = 100;

/** Entries as bytes in base64url. Any name can be packed: a word takes one or two bytes, any other name its letters too. */
export function pack(entries: readonly Entry[], { words, prefixes }: Vocabulary): string {
  const bytes: number[] = [];
  const newNames: string[] = [];
  const number = (value: number) => {
    let rest = value;
    for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
    bytes.push(rest);
  };
  const letters = (text: string) => {
    const utf8 = new TextEncoder().encode(text);
    number(utf8.length);
    for (const byte of utf8) bytes.push(byte);
  };
  const head = (name: string, type: number) => {
    const place = words.indexOf(name);
    const earlier = newNames.indexOf(name);
    if (place >= 0) number(4 * place + type);
    else if (earlier >= 0) number(4 * (newName - 1 - earlier) + type);
    else {
      number(4 * newName + type);
      letters(name);
      if (newNames.length < mostNewNames) newNames.push(name);
    }
  };
  const item = (name: string, text: string) => {
    const value = Number(text);
    const parts = text.split(",").map((part) => words.indexOf(part));
    if (/^(0|[1-9]\d{0,14})$/.test(text)) {
      head(name, integer);
      number(value);
    } else if (Number.isFinite(value) && String(value) === text) {
      head(name, real);
      bytes.push(...new Uint8Array(littleEndian(value)));
    } else {
      head(name, word);
      if (!parts.includes(-1)) for (const part of [parts.length, ...parts]) number(part);
      else {
        number(0);
        letters(text);
      }
    }
  };
  let prefix = 0;
  for (const [key, text] of entries) {
    const end = key.lastIndexOf(".") + 1;
    const known = prefixes.indexOf(key.slice(0, end));
    const [at, name] = known < 0 ? [0, key] : [known, key.slice(end)];
    if (at !== prefix) number(4 * at);
    prefix = at;
    if (key !== "changes") {
      item(name, text);
      continue;
    }
    const changes = text.split(",").map((change) => change.split(":"));
    head("changes", integer);
    number(changes.length);
    let last = 0;
    for (const [update = "", path = "", value = ""] of changes) {
      number(Number(update) - last);
      last = Number(update);
      item(path, value);
    }
  }
  const plain = base64url(Uint8Array.from(bytes));
  const deflated = `${squeezed}${base64url(deflateSync(Uint8Array.from(bytes), { level: 9 }))}`;
  return deflated.length < plain.length ? deflated : plain;
}

function littleEndian(value: number): ArrayBuffer {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value, true);
  return view.buffer;
}

/** What could be read, and whether that was all of it. Never throws. */
export function unpack(
  packed: string,
  vocabulary: Vocabulary,
): { readonly entries: readonly Entry[]; readonly complete: boolean } {
  const entries: Entry[] = [];
  try {
    read(packed, vocabulary, entries);
    return { entries, complete: true };
  } catch {
    return { entries, complete: false };
  }
}

function read(packed: string, { words, prefixes }: Vocabulary, entries: Entry[]): void {
  const bytes = packed.startsWith(squeezed)
    ? inflateSync(fromBase64url(packed.slice(squeezed.length)))
    : fromBase64url(packed);
  if (bytes.length > mostBytes) throw new RangeError("more than an experiment takes");
  const view = new DataView(bytes.buffer);
  let at = 0;
  const number = (): number => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = view.getUint8(at++);
      value += (byte % 128) * scale;
      if (value > Number.MAX_SAFE_INTEGER) throw new RangeError("too large a number");
      if (byte < 128) return value;
    }
  };
  const letters = (longest: number): string => {
    const length = number();
    at += length;
    if (length > longest || at > bytes.length) throw new RangeError("too long a text");
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(at - length, at));
  };
  const wordAt = (code: number): string => {
    const found = words[code];
    if (found === undefined) throw new RangeError("no such word");
    return found;
  };
  const newNames: string[] = [];
  const nameAt = (code: number): string => {
    if (code !== newName) return newNames[newName - 1 - code] ?? wordAt(code);
    const name = letters(longestName);
    if (newNames.length < mostNewNames) newNames.push(name);
    return name;
  };
  const value = (type: number): string => {
    if (type === integer) return String(number());
    if (type === real) {
      at += 8;
      return String(view.getFloat64(at - 8, true));
    }
    const count = number();
    if (count > 0)
      return Array.from({ length: Math.min(count, bytes.length) }, () => wordAt(number())).join(",");
    return letters(mostBytes);
  };
  let prefix = "";
  while (at < bytes.length) {
    const head = number();
    const code = Math.floor(head / 4);
    if (head % 4 === 0) {
      prefix = prefixes[code] ?? "";
      continue;
    }
    const name = nameAt(code);
    if (prefix + name !== "changes" || head % 4 !== integer) {
      entries.push([prefix + name, value(head % 4)]);
      continue;
    }
    const changes: string[] = [];
    let update = 0;
    try {
      for (let left = number(); left > 0; left--) {
        update += number();
        const change = number();
        changes.push(`${update}:${nameAt(Math.floor(change / 4))}:${value(change % 4)}`);
      }
    } finally {
      // Those before a break are still worth having.
      if (changes.length > 0) entries.push(["changes", changes.join(",")]);
    }
  }
}
