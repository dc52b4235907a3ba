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
import { device as words } from "../../text/en/device.ts";
import { failing, worstOfAll } from "./device-state.ts";

export type Row = readonly [label: string, value: string];
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

const yesNo = (value: boolean): string => (value ? words.yes : words.no);

const graphicsRows = (graphics: Graphics | null, missing: string | null): readonly Row[] =>
  graphics
    ? [
        [words.graphics.renderer, graphics.renderer],
        [words.graphics.vendor, graphics.vendor],
        [words.graphics.version, graphics.version],
        [words.graphics.shading, graphics.shading],
      ]
    : [[words.graphics.version, missing ?? words.graphics.none]];

const limitRows = ({ limits, viewport }: Graphics): readonly Row[] => [
  ...(Object.keys(words.limits) as LimitName[]).map(
    (name): Row => [words.limits[name], formatCount(limits[name])],
  ),
  [words.viewport, words.by(formatCount(viewport[0]), formatCount(viewport[1]))],
];

function machineRows(machine: Machine, { width, height, pixelRatio }: PageFacts): readonly Row[] {
  const { cores, memory, simd, relaxedSimd, isolated, platform, userAgent } = machine;
  const label = words.machine;
  return [
    [label.cores, cores === null ? words.unknown : formatCount(cores)],
    [label.memory, memory === null ? words.unknown : label.gibibytes(String(memory))],
    [label.simd, yesNo(simd)],
    [label.relaxedSimd, yesNo(relaxedSimd)],
    [label.isolated, yesNo(isolated)],
    [label.platform, platform || words.unknown],
    [
      label.screen,
      label.pixels(formatCount(width), formatCount(height), String(Math.round(pixelRatio * 100) / 100)),
    ],
    [label.userAgent, userAgent],
  ];
}

/** Everything that is known before anything runs. */
export function factSections(
  { graphics, noGraphics, machine }: Events["facts"],
  page: PageFacts,
): readonly Section[] {
  const { sections } = words;
  return [
    { heading: sections.graphics, rows: graphicsRows(graphics, noGraphics) },
    ...(graphics
      ? [
          { heading: sections.limits, rows: limitRows(graphics) },
          {
            heading: sections.abilities,
            rows: (Object.keys(words.abilities) as AbilityName[]).map(
              (name): Row => [words.abilities[name], yesNo(graphics.abilities[name])],
            ),
          },
        ]
      : []),
    { heading: sections.machine, rows: machineRows(machine, page) },
  ];
}

/** "Reference, WebGL2". */
export const engineName = ({ kind, backend }: Pick<KnownEngine, "kind" | "backend">): string =>
  words.engines.on(words.engines.kinds[kind], words.engines.backends[backend] ?? backend);

/** "GRU, reset before, no bias". */
export function caseName({ cell, options }: Pick<SelfCheckResult, "cell" | "options">): string {
  const { short, variant } = cells[cell];
  return [short, variant(options), options.useBias === false ? words.check.noBias : ""]
    .filter((part) => part !== "")
    .join(", ");
}

/** "3.1·10⁻⁷", or what happened instead. */
export function resultWord({ outcome, worstError }: SelfCheckResult): string {
  if (outcome === "unsupported") return words.check.unsupported;
  if (outcome === "threw") return words.check.threw;
  return outcome === "agrees"
    ? formatNumber(worstError)
    : `${words.check.differs} ${Number.isNaN(worstError) ? words.check.notANumber : formatNumber(worstError)}`;
}

/** What stands behind a result: where the worst error is, or why there is none. */
export const resultDetail = ({ reason, worstOf }: SelfCheckResult): string =>
  reason ?? (worstOf === "" ? "" : words.check.where(worstOf));

/** "all 12 agree, worst 3.1·10⁻⁷". */
export function summaryOf(results: readonly SelfCheckResult[]): string {
  const worst = worstOfAll(results);
  const cases = formatCount(results.length);
  return worst === null
    ? words.check.someFail(formatCount(failing(results).length), cases)
    : words.check.allAgree(cases, formatNumber(worst));
}

/** "32 sequences × 25 steps, 32 units, 16 symbols". */
export const sizeName = (size: TimingSize, sizes: Events["facts"]["sizes"]): string => {
  const { batch, steps, units, symbols } = sizes[size];
  return words.time.of(batch, steps, units, symbols);
};

export const timingRange = ({ least, most }: Timing): string =>
  words.time.range(formatNumber(least), formatNumber(most));

/** "12.3 ms", or why not. */
export function timingWord({ timing, foretold }: Events["timed"]): string {
  if (timing) return words.time.ms(formatNumber(timing.median));
  return foretold === null ? words.time.failed : words.time.foretold(formatSeconds(foretold / 1000));
}
