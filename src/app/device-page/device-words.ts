/** Facts, results and timings in words: what the page's tables and the text for bug reports share. */
import { cells } from "../../cells/index.ts";
import type {
  AbilityName,
  Events,
  Graphics,
  KnownEngine,
  LimitName,
  Machine,
  SelfCheckResult,
  Timing,
  TimingSize,
} from "../../device-page/protocol.ts";
import { formatCount, formatNumber, formatSeconds } from "../../lib/format.ts";
import type { Formed, Phrase } from "../../lib/phrase.ts";
import type { device as english } from "../../text/en/device.ts";
import type { Words } from "../../text/language.ts";
import { failing, worstOfAll } from "./device-state.ts";

/** @param isData what a driver or the browser says, which is the same in every language. */
export type Row = readonly [label: string, value: string, isData?: boolean];
/** Says a phrase in the page's language. */
export type Say = (said: Phrase) => string;
export interface Section {
  readonly heading: string;
  readonly rows: readonly Row[];
}

/** What only the page knows. */
export interface PageFacts {
  readonly width: number;
  readonly height: number;
  readonly pixelRatio: number;
}

const yesNo = (words: Words<typeof english>, value: boolean): string => (value ? words.yes : words.no);

const graphicsRows = (
  words: Words<typeof english>,
  say: Say,
  graphics: Graphics | null,
  missing: Formed | null,
): readonly Row[] =>
  graphics
    ? [
        [words.graphics.renderer, graphics.renderer, true],
        [words.graphics.vendor, graphics.vendor, true],
        [words.graphics.version, graphics.version, true],
        [words.graphics.shading, graphics.shading, true],
      ]
    : [[words.graphics.version, missing ? say(missing) : words.graphics.none]];

const limitRows = (words: Words<typeof english>, { limits, viewport }: Graphics): readonly Row[] => [
  ...(Object.keys(words.limits) as LimitName[]).map(
    (name): Row => [words.limits[name], formatCount(limits[name])],
  ),
  [words.viewport, words.by(formatCount(viewport[0]), formatCount(viewport[1]))],
];

function machineRows(
  words: Words<typeof english>,
  machine: Machine,
  { width, height, pixelRatio }: PageFacts,
): readonly Row[] {
  const { cores, memory, simd, relaxedSimd, isolated, platform, userAgent } = machine;
  const label = words.machine;
  return [
    [label.cores, cores === null ? words.unknown : formatCount(cores)],
    [label.memory, memory === null ? words.unknown : label.gibibytes(String(memory))],
    [label.simd, yesNo(words, simd)],
    [label.relaxedSimd, yesNo(words, relaxedSimd)],
    [label.isolated, yesNo(words, isolated)],
    [label.platform, platform || words.unknown, platform !== ""],
    [
      label.screen,
      label.pixels(formatCount(width), formatCount(height), String(Math.round(pixelRatio * 100) / 100)),
    ],
    [label.userAgent, userAgent, true],
  ];
}

/** Everything that is known before anything runs. */
export function factSections(
  words: Words<typeof english>,
  say: Say,
  { graphics, noGraphics, machine }: Events["facts"],
  page: PageFacts,
): readonly Section[] {
  const { sections } = words;
  return [
    { heading: sections.graphics, rows: graphicsRows(words, say, graphics, noGraphics) },
    ...(graphics
      ? [
          { heading: sections.limits, rows: limitRows(words, graphics) },
          {
            heading: sections.abilities,
            rows: (Object.keys(words.abilities) as AbilityName[]).map(
              (name): Row => [words.abilities[name], yesNo(words, graphics.abilities[name])],
            ),
          },
        ]
      : []),
    { heading: sections.machine, rows: machineRows(words, machine, page) },
  ];
}

/** "Reference, WebGL2". */
export const engineName = (
  words: Words<typeof english>,
  { kind, backend }: Pick<KnownEngine, "kind" | "backend">,
): string => words.engines.on(words.engines.kinds[kind], words.engines.backends[backend] ?? backend);

/** "GRU, reset before, no bias". */
export function caseName(
  words: Words<typeof english>,
  say: Say,
  { cell, options }: Pick<SelfCheckResult, "cell" | "options">,
): string {
  const { short, variant } = cells[cell];
  return [short, say(variant(options)), options.useBias === false ? words.check.noBias : ""]
    .filter((part) => part !== "")
    .join(", ");
}

/** "3.1·10⁻⁷", or what happened instead. */
export function resultWord(words: Words<typeof english>, { outcome, worstError }: SelfCheckResult): string {
  if (outcome === "unsupported") return words.check.unsupported;
  if (outcome === "threw") return words.check.threw;
  return outcome === "agrees"
    ? formatNumber(worstError)
    : `${words.check.differs} ${Number.isNaN(worstError) ? words.check.notANumber : formatNumber(worstError)}`;
}

/** What stands behind a result: where the worst error is, or why there is none. */
export const resultDetail = (
  words: Words<typeof english>,
  say: Say,
  { reason, worstOf }: SelfCheckResult,
): string => (reason ? say(reason) : worstOf === "" ? "" : words.check.where(worstOf));

/** "all 12 agree, worst 3.1·10⁻⁷". */
export function summaryOf(words: Words<typeof english>, results: readonly SelfCheckResult[]): string {
  const worst = worstOfAll(results);
  const cases = formatCount(results.length);
  return worst === null
    ? words.check.someFail(formatCount(failing(results).length), cases)
    : words.check.allAgree(cases, formatNumber(worst));
}

/** "32 sequences × 25 steps, 32 units, 16 symbols". */
export const sizeName = (
  words: Words<typeof english>,
  size: TimingSize,
  sizes: Events["facts"]["sizes"],
): string => {
  const { batch, steps, units, symbols } = sizes[size];
  return words.time.of(batch, steps, units, symbols);
};

export const timingRange = (words: Words<typeof english>, { least, most }: Timing): string =>
  words.time.range(formatNumber(least), formatNumber(most));

/** "12.3 ms", or why not. */
export function timingWord(words: Words<typeof english>, { timing, predicted }: Events["timed"]): string {
  if (timing) return words.time.ms(formatNumber(timing.median));
  return predicted === null ? words.time.failed : words.time.predicted(formatSeconds(predicted / 1000));
}
