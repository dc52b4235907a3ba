/**
 * What mail, chat and word processors do to links, undone: percent-encoding of the whole link, HTML entities and tags,
 * quoted-printable, line breaks, quotation marks, punctuation behind it, eaten asterisks, typographic dashes, parameters
 * of trackers. Every repair is a guess: `decode` reads a link as it stands first, and takes a repaired one only where
 * its check fits or where it can read more of it.
 */
import { locate } from "./paths.ts";
import { v1 } from "./versions/v1.ts";

/** Where a trace has two readings. */
interface Choice {
  /** What a typographic dash was. */
  readonly dash: "-" | "--";
  /** Which "=" of several in one part is the real one: line ends of quoted-printable leave more of them. */
  readonly equals: "last" | "first";
  /** Whether a blank is in the middle of the link or at its end. */
  readonly blank: "inside" | "behind";
}
const choices: readonly Choice[] = (["inside", "behind"] as const).flatMap((blank) =>
  (["last", "first"] as const).flatMap((equals) =>
    (["-", "--"] as const).map((dash) => ({ dash, equals, blank })),
  ),
);
/** Reading takes time, and hostile links could have every trace there is. */
const mostRepairs = 32;

/** Undoes percent-encoding; what is no encoded character stays. */
const decodePercents = (text: string): string =>
  text.replace(/(?:%[0-9a-f]{2})+/gi, (run) => {
    try {
      return decodeURIComponent(run);
    } catch {
      return run;
    }
  });

/** From the version on: an address in front of the hash, "#" and quotation marks are left out. */
const fromVersion = (text: string): string =>
  text
    .replace(/^[^#]*:\/\/[^#]*#/, "")
    .replace(/^(?:[\s#"'<([{“”„‘«*_`\\]|%(?:25)*23|%2[02]|%3c|&num;|&#35;)+(?=\d)/i, "");

const isPlain = (text: string): boolean => /^\d{1,9}\/[^=]*=/.test(text);

/** Encoded as a whole, several times over if need be. */
function wholeDecoded(text: string): string {
  let now = text;
  for (let k = 0; k < 5 && !isPlain(now); k++) now = decodePercents(now);
  return now.replace(/%(?:25)+(?=[0-9a-f]{2})/gi, "%");
}

const entities: { readonly [name: string]: string } = {
  ...{ amp: "&", equals: "=", ast: "*", midast: "*", comma: ",", period: ".", colon: ":", sol: "/" },
  ...{ lowbar: "_", UnderBar: "_", hyphen: "-", dash: "-", ndash: "–", mdash: "—", minus: "−", plus: "+" },
  ...{ num: "#", quot: '"', apos: "'", lt: "<", gt: ">", nbsp: " ", Tab: " ", NewLine: "\n", shy: "" },
  ...{ ZeroWidthSpace: "", zwj: "", zwnj: "", lrm: "", rlm: "", NoBreak: "", percnt: "%", bsol: "\\" },
};
function entityDecoded(text: string): string {
  let now = text;
  // "&amp;amp;" is "&" encoded twice.
  for (let k = 0; k < 4; k++)
    now = now.replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|([a-z]{2,14}));/gi, (whole, hex, decimal, name) => {
      if (name !== undefined) return Object.hasOwn(entities, name) ? (entities[name] as string) : whole;
      const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
      return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    });
  return now;
}

const withoutTags = (text: string): string =>
  text.replace(/<\/?[a-z][a-z0-9]{0,9}(?:\s[^<>]{0,200})?\/?>/gi, "");

/** The text up to a mark, unless more of the link follows it. */
const cutAt = (text: string, mark: RegExp, more: RegExp): string => {
  const at = text.search(mark);
  return at < 0 || more.test(text.slice(at)) ? text : text.slice(0, at);
};

/** Lines of quoted-printable end with "=", and its "=" is "=3D". */
function quotedPrintable(text: string, { equals }: Choice): string {
  // Browsers drop line ends from addresses, and the "=" before them stays.
  if (/=3D/i.test(text))
    return text.replace(/=(?:(3D|2E|5F|7E|26)|[ \t]*\r?\n|)/gi, (_, code: string | undefined) =>
      code === undefined ? "" : String.fromCharCode(Number.parseInt(code, 16)),
    );
  return text
    .split("&")
    .map((part) => {
      const pieces = part.split("=");
      if (pieces.length < 3) return part;
      return equals === "first"
        ? `${pieces[0]}=${pieces.slice(1).join("")}`
        : `${pieces.slice(0, -1).join("")}=${pieces.at(-1)}`;
    })
    .join("&");
}

/** Line breaks with the marks of a quoted mail behind them, blanks, and characters that nobody sees. */
const joined = (text: string, { blank }: Choice): string => {
  const lines = text
    .replace(/\p{Cf}/gu, "")
    .replace(/\s*\\?[\r\n]\s*(?:[>|]\s*)*/g, "\n")
    .trim();
  return blank === "behind" ? cutAt(lines, /\s/, /[&=]/) : lines.replace(/\s+/g, "");
};

/** Full-width letters, typographic dashes and quotation marks. An ellipsis stays: something is missing there. */
const plainLetters = (text: string, { dash }: Choice): string =>
  text
    .replace(/[^ -~…]+/gu, (run) => run.normalize("NFKC"))
    .replace(/[\u2010-\u2015\u2212\ufe58]/g, dash)
    .replace(/["'“”„‟‘’‚«»‹›`]/g, "");

/** "models.*." with its asterisk eaten, escaped or made another sign. */
const withStars = (text: string): string =>
  text.replace(/(^|[&/])models(?:\.[^a-z0-9&=]*|[^a-z0-9&=,]+)(?=[a-z])/gi, "$1models.*.");

const tracker =
  /[?&](?:(?:utm|mtm|pk|mc|_hs)_?\w+|\w*clid|[gw]braid|igsh(?:id)?|li_fat_id|_g[al]|si|ref(?:_\w+)?|source|share\w*)=[^&?]*/gi;
const withoutTrackers = (text: string): string =>
  cutAt(text.replace(/:~:.*$/s, "").replace(tracker, ""), /\?/, /&/);

const words = new Map<string, string>();
for (const word of v1.words) {
  for (const name of word.split(".")) if (name.toLowerCase() !== name) words.set(name.toLowerCase(), name);
}
/** Keys and values all in lower or upper case. */
function withCase(text: string): string {
  const known = (name: string) => words.get(name.toLowerCase()) ?? name.toLowerCase();
  return text
    .split("&")
    .map((part) => {
      const equals = part.indexOf("=");
      const [key, value] = [part.slice(0, equals), part.slice(equals + 1)];
      const path = key.replace(/[a-z]+/gi, known);
      const isSetting =
        /^(?:\d+\/)?models/.test(path) || locate(path.replace("*", "0").replace(/^\d+\//, ""));
      return equals < 0 || !isSetting ? part : `${path}=${value.replace(/^[a-z]+$/i, known)}`;
    })
    .join("&");
}

const steps: readonly ((text: string, choice: Choice) => string)[] = [
  fromVersion,
  wholeDecoded,
  // No value that the page writes has one of these in it.
  decodePercents,
  entityDecoded,
  (text) => entityDecoded(decodePercents(text)),
  withoutTags,
  quotedPrintable,
  joined,
  (text) => cutAt(text, /[<>"]/, /&/),
  plainLetters,
  (text) => text.replaceAll("\\", ""),
  withoutTrackers,
  withStars,
  (text) => withoutEnd(text, /[^\w\-*~%=]+$/),
  (text) => withoutEnd(text, /[^\w%=]+$/),
  (text) => withoutEnd(text, /[\W_]+$/),
  withCase,
];

/** Punctuation behind the link; dots that stand for the rest of it are no punctuation. */
const withoutEnd = (text: string, end: RegExp): string => {
  const junk = end.exec(text)?.[0] ?? "";
  return /…|\.\.\./.test(junk) ? text : text.slice(0, text.length - junk.length);
};

/** Whether a hash is meant as a link to an experiment, in however bad a state. */
export function isLink(hash: string): boolean {
  return /^\d{1,9}\//.test(wholeDecoded(fromVersion(hash)));
}

/** Texts that a link may have been, the least repaired first. */
export function* repairs(hash: string): Generator<string> {
  const seen = new Set([hash]);
  for (const choice of choices) {
    let text = hash;
    for (const step of steps) {
      text = step(text, choice);
      if (seen.has(text)) continue;
      if (seen.size > mostRepairs) return;
      seen.add(text);
      yield text;
    }
  }
}
