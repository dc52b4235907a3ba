/**
 * The tight form of a link's entries, for experiments too long to be written out: the same keys and texts as bytes, in
 * base64url. It knows nothing of settings; what comes out is read and checked like a written link.
 *
 * A sequence of numbers (LEB128, 7 bits a byte). Each record begins with 4·code + type. Type 0: the prefix of the keys
 * that follow. 1, 2, 3: an entry whose name is word `code`, its value an integer, a float64, or words joined by commas
 * (0 for a literal text: length and UTF-8). The entry "changes" is a count, then for each change the updates since the
 * last one and a record whose word is the whole path. Where it is shorter the bytes are deflated first: "z." stands in front.
 */
import { deflateSync, inflateSync } from "fflate";
import { base64url, fromBase64url } from "../lib/base64url.ts";

/** Key and value of a link, both percent-decoded. */
export type Entry = readonly [key: string, value: string];

const layers = [0, 1, 2, 3];
/** The empty one for "models" and "changes"; then groups, then layers of models. Frozen: packed links hold their indices. */
const prefixes: readonly string[] = [
  "",
  "task.",
  "optimizer.",
  "training.",
  "view.",
  "models.*.",
  ...layers.flatMap((m) => layers.map((l) => (l === 0 ? `models.${m}.` : `models.${m}.layers.${l}.`))),
];
const squeezed = "z.";
/** Bytes; the longest experiment takes about 1,600. A link may come from anybody, and could unpack to megabytes. */
const mostBytes = 16_384;
const integer = 1;
const real = 2;
const word = 3;

const splitKey = (key: string): [number, string] => {
  const end = key.lastIndexOf(".") + 1;
  return [prefixes.indexOf(key.slice(0, end)), key.slice(end)];
};

/** Undefined if a name is not in `words`; a test holds that every name of the catalogs is. */
export function pack(entries: readonly Entry[], words: readonly string[]): string | undefined {
  const names = entries.flatMap(([key, value]) =>
    key === "changes" ? value.split(",").map((change) => change.split(":")[1] ?? "") : [splitKey(key)[1]],
  );
  if (!names.every((name) => words.includes(name))) return undefined;
  const bytes: number[] = [];
  const number = (value: number) => {
    let rest = value;
    for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
    bytes.push(rest);
  };
  const record = (name: string, text: string) => {
    const code = words.indexOf(name);
    const value = Number(text);
    const parts = text.split(",").map((part) => words.indexOf(part));
    if (/^(0|[1-9]\d{0,14})$/.test(text)) {
      number(4 * code + integer);
      number(value);
    } else if (Number.isFinite(value) && String(value) === text) {
      number(4 * code + real);
      bytes.push(...new Uint8Array(littleEndian(value)));
    } else {
      number(4 * code + word);
      if (!parts.includes(-1)) for (const part of [parts.length, ...parts]) number(part);
      else {
        const utf8 = new TextEncoder().encode(text);
        for (const part of [0, utf8.length]) number(part);
        for (const byte of utf8) bytes.push(byte);
      }
    }
  };
  let prefix = 0;
  for (const [key, text] of entries) {
    const [at, name] = splitKey(key);
    if (at !== prefix) number(4 * at);
    prefix = at;
    if (key !== "changes") {
      record(name, text);
      continue;
    }
    const changes = text.split(",").map((change) => change.split(":"));
    number(4 * words.indexOf("changes") + integer);
    number(changes.length);
    let last = 0;
    for (const [update = "", path = "", value = ""] of changes) {
      number(Number(update) - last);
      last = Number(update);
      record(path, value);
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
  words: readonly string[],
): { readonly entries: readonly Entry[]; readonly complete: boolean } {
  const entries: Entry[] = [];
  try {
    read(packed, words, entries);
    return { entries, complete: true };
  } catch {
    return { entries, complete: false };
  }
}

function read(packed: string, words: readonly string[], entries: Entry[]): void {
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
  const wordAt = (code: number): string => {
    const found = words[code];
    if (found === undefined) throw new RangeError("no such word");
    return found;
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
    const length = number();
    at += length;
    if (at > bytes.length) throw new RangeError("too short");
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(at - length, at));
  };
  let prefix = "";
  while (at < bytes.length) {
    const head = number();
    const code = Math.floor(head / 4);
    if (head % 4 === 0) {
      prefix = prefixes[code] ?? "";
      continue;
    }
    const name = wordAt(code);
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
        changes.push(`${update}:${wordAt(Math.floor(change / 4))}:${value(change % 4)}`);
      }
    } finally {
      // Those before a break are still worth having.
      if (changes.length > 0) entries.push(["changes", changes.join(",")]);
    }
  }
}
