import fc from "fast-check";
import { expect, test } from "vitest";
import { inEnglish } from "../lib/phrase.ts";
import { anyExperiment } from "../testing/experiment.arbitrary.ts";
import { decode, encode, encodeChecked, isLink, maxLinkLength } from "./link.ts";
import { withCheck } from "./link-check.ts";
import { defaultSpec, type ExperimentSpec } from "./spec.ts";

/** What became of links on their way through mail, chat, word processors and web pages. */
const manglings: { readonly [name: string]: (link: string) => string } = {
  "percent-encoded as a whole": (link) => `#${encodeURIComponent(link.slice(1))}`,
  "percent-encoded twice": (link) => `#${encodeURIComponent(encodeURIComponent(link.slice(1)))}`,
  "its “#” encoded too": encodeURIComponent,
  "its “&” encoded": (link) => link.replaceAll("&", "%26"),
  "its “=” encoded": (link) => link.replaceAll("=", "%3D"),
  "every mark encoded": (link) => link.replace(/[*:,~.]/g, (c) => `%${c.charCodeAt(0).toString(16)}`),
  "its percent signs encoded again": (link) => link.replaceAll("%", "%25"),
  "percent-encoding in lower case": (link) => link.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()),
  "entities of HTML": (link) => link.replaceAll("&", "&amp;"),
  "entities of entities": (link) => link.replaceAll("&", "&amp;amp;"),
  "entities by number": (link) => link.replaceAll("&", "&#38;").replaceAll("=", "&#x3D;"),
  "entities, percent-encoded": (link) => link.replaceAll("&", "&amp%3B"),
  "a full stop behind": (link) => `${link}.`,
  "a comma behind": (link) => `${link},`,
  "a bracket behind": (link) => `${link})`,
  "a bracket and a full stop behind": (link) => `${link}).`,
  "a question mark behind": (link) => `${link}?`,
  "a blank behind": (link) => `${link}%20`,
  "a line end behind": (link) => `${link}%0D%0A`,
  "words behind": (link) => `${link}%20and%20press%20Train`,
  "angle brackets around": (link) => `#%3C${link}%3E`.replace("#%3C#", "#"),
  "quotation marks around": (link) => `“${link}”`,
  "straight quotation marks around": (link) => `"${link}"`,
  "encoded quotation marks behind": (link) => `${link}%E2%80%9D`,
  "emphasis of Markdown around": (link) => `**${link}**`,
  "a link of Markdown": (link) => `${link})**`,
  "the rest of a tag behind": (link) => `${link}"%20target="_blank">here</a>`,
  "a wrapped line": (link) => halved(link, "\n"),
  "a wrapped line, encoded": (link) => halved(link, "%0A"),
  "a wrapped line of DOS, encoded": (link) => halved(link, "%0D%0A"),
  "a blank inside": (link) => halved(link, "%20"),
  "a wrapped line in a quoted mail": (link) => halved(link, "%0A%3E%20%3E%20"),
  "a break of HTML inside": (link) => halved(link, "<wbr>"),
  "every 76 characters a line": (link) => link.replace(/.{76}/g, "$&\r\n"),
  "quoted-printable": (link) => quotedPrintable(link, "=\r\n"),
  "quoted-printable, line ends dropped": (link) => quotedPrintable(link, "="),
  "stars eaten": (link) => link.replaceAll("*", ""),
  "stars and their dots eaten": (link) => link.replaceAll(".*.", "."),
  "stars escaped": (link) => link.replaceAll("*", "\\*"),
  "stars and underlines escaped": (link) => link.replace(/[*_]/g, "%5C$&"),
  "stars made emphasis": (link) => link.replaceAll("*", "<em>"),
  "stars made dots": (link) => link.replaceAll("*", "∗"),
  "hyphens made dashes": (link) => link.replaceAll("-", "–"),
  "hyphens made non-breaking ones": (link) => link.replaceAll("-", "%E2%80%91"),
  "a space of no width": (link) => halved(link, "\u200b"),
  "a space of no width, encoded": (link) => halved(link, "%E2%80%8B"),
  "a soft hyphen": (link) => halved(link, "%C2%AD"),
  "a mark of direction behind": (link) => `${link}%E2%80%8E`,
  "a byte order mark in front": (link) => `\ufeff${link}`,
  "full-width marks": (link) => link.replaceAll("=", "＝").replaceAll("&", "＆").replaceAll(",", "，"),
  "a tracker behind": (link) => `${link}&fbclid=IwAR0_x-9`,
  "trackers behind": (link) => `${link}?utm_source=mail&utm_medium=chat&gclid=abc`,
  "a text fragment behind": (link) => `${link}:~:text=Unrolled`,
  "a whole address": (link) => `https://example.org/unrolled/?backend=cpu${link}`,
};

/** Where “%20” or so goes in the middle: never inside of something encoded. */
function halved(link: string, by: string): string {
  const from = link.search(/&|packed=|models|task|training|optimizer|view|changes/) + 8;
  const middle = Math.max(Math.min(from, link.length - 1), Math.floor(link.length * 0.6));
  const at = /%.?$/.test(link.slice(0, middle)) ? middle + 2 : middle;
  return link.slice(0, at) + by + link.slice(at);
}

/** Lines of at most 60 characters; no break in the middle of “=3D”. */
function quotedPrintable(link: string, lineEnd: string): string {
  const units = [...link].map((c) => (c === "=" ? "=3D" : c));
  let [text, line] = ["", 0];
  for (const unit of units) {
    if (line + unit.length > 60) [text, line] = [text + lineEnd, 0];
    text += unit;
    line += unit.length;
  }
  return text;
}

const meant = "#1/models=lstm,gru&models.*.units=24&training.batchSize=16";
const data = {
  kind: "text",
  title: "A",
  text: "to be or not to be, that is the question — ".repeat(20),
} as const;
const withData: ExperimentSpec = {
  ...decode("#1/task.kind=text&models=lstm,gru&models.*.units=24&training.batchSize=16").spec,
  task: { ...decode("#1/task.kind=text").spec.task, data },
};

/** Packed, with a name that the list had no word for. */
const packed = "#1/packed=RwIpKBj9fwdkcm9wb3V0Cij5fx4MeQM";

const names = Object.keys(manglings);
test.each(names)("read all the same, with a check and without: %s", (name) => {
  const mangle = manglings[name] as (link: string) => string;
  const { spec } = decode(meant);
  for (const link of [meant, encodeChecked(spec), encode(withData), encodeChecked(withData)]) {
    // Without a check nothing tells a wrong guess from the right one.
    if (/dash/.test(name) && link === encode(withData)) continue;
    const read = decode(mangle(link));
    expect(read.problems, mangle(link)).toEqual([]);
    expect(read.spec).toStrictEqual(link === meant || link === encodeChecked(spec) ? spec : withData);
    expect(isLink(mangle(link))).toBe(true);
  }
  for (const link of /dash/.test(name) ? [] : [packed, withCheck(packed)])
    expect(decode(mangle(link)), mangle(link)).toEqual(decode(packed));
});

test("the lines of shared/cases: each as somebody got it", () => {
  const { spec } = decode(meant);
  for (const got of [
    "#1%2Fmodels%3Dlstm%2Cgru%26models.*.units%3D24%26training.batchSize%3D16",
    "#1/models=lstm,gru&amp;models.*.units=24&amp;training.batchSize=16",
    "#1/models=lstm,gru&models.*.units=24&training.batchSize=16)",
    "#1/models=lstm,gru&models.*.units=24&training.batchSize=16%20",
    "#1/models=lstm,gru&models.*.units=2%0A4&training.batchSize=16",
    "#1/models=lstm,gru&models..units=24&training.batchSize=16",
  ])
    expect(decode(got)).toMatchObject({ spec, problems: [] });
});

const anyLink = fc.oneof(
  anyExperiment({ changes: 2, changed: 10, depth: 1 }),
  anyExperiment({ changes: 8 }),
  anyExperiment({ changed: 100 }),
);

test("any experiment comes through any mangling, and through two of them", () => {
  fc.assert(
    fc.property(anyLink, fc.constantFrom(...names), fc.constantFrom("", ...names), (spec, one, two) => {
      const first = (manglings[one] as (link: string) => string)(encodeChecked(spec));
      const both = /behind|around|entities/.test(two) ? (manglings[two]?.(first) ?? first) : first;
      if (both.length > maxLinkLength) return;
      const read = decode(both);
      const { problems } = decode(encode(spec));
      // Where two traces hide each other, it is said.
      const isAmbiguous = both !== first || one === "quoted-printable, line ends dropped";
      if (isAmbiguous && read.problems.length > problems.length) return;
      expect(read.problems, both).toEqual(problems);
      expect(read.spec).toStrictEqual(decode(encode(spec)).spec);
    }),
    { numRuns: 1500 },
  );
}, 120_000);

test("wherever a link is cut, it means the same or the page says so", () => {
  fc.assert(
    fc.property(
      anyLink,
      fc.nat(),
      fc.constantFrom("", "…", "...", "%E2%80%A6", ".", ")"),
      (spec, at, mark) => {
        const link = encodeChecked(spec);
        // Up to "#1/" it is another link, that of the default experiment.
        if (link === "#1/") return;
        const kept = 4 + (at % (link.length - 4));
        const read = decode(link.slice(0, kept) + mark);
        if (read.problems.length === 0) expect(read.spec).toStrictEqual(spec);
        else
          expect(read.problems.map(({ message }) => inEnglish(message)).join(" ")).toMatch(
            /cut off|characters long/,
          );
      },
    ),
    { numRuns: 3000 },
  );
  const whole = encodeChecked(decode(meant).spec);
  for (let length = 4; length < whole.length; length++)
    expect(inEnglish(decode(whole.slice(0, length)).problems[0]?.message ?? "")).toMatch(
      /^The link looks cut off or changed: .*Copy the whole link again/,
    );
}, 120_000);

test("a changed character is noticed, and what the link says is read", () => {
  const link = encodeChecked(decode(meant).spec);
  const read = decode(link.replace("batchSize=16", "batchSize=61"));
  expect(read.spec.training.batchSize).toBe(61);
  expect(read.problems).toHaveLength(1);
  expect(inEnglish(read.problems[0]?.message ?? "")).toContain("“training.batchSize=61”");
});

test("the default experiment needs no check, and every other link has one within 2,000 characters", () => {
  expect(encodeChecked(defaultSpec())).toBe("#1/");
  for (const spec of fc.sample(anyExperiment({ ownData: false }), { numRuns: 500, seed: 3 })) {
    expect(encodeChecked(spec)).toMatch(/^#1\/~\w{4}&/);
    expect(encodeChecked(spec).length).toBeLessThanOrEqual(2000);
  }
});

test("damaged data is said in a sentence", () => {
  const link = encodeChecked(withData);
  const { problems } = decode(link.replace(/data=z\.(.{40})...../, "data=z.$1"));
  expect(problems.map(({ message }) => inEnglish(message))).toEqual([
    expect.stringMatching(/looks cut off or changed/),
    expect.stringMatching(/^The data in the link was left out: it is cut off or damaged/),
  ]);
});

test("anchors and words are no links", () => {
  for (const hash of ["", "#", "#charts", "#foo=bar", "#1", "#%20", "#top/1/", "#x1/models=lstm"])
    expect(isLink(hash), hash).toBe(false);
});
