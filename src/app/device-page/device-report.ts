/** The whole page as plain text, for a bug report. */

import type { KnownEngine } from "../../device-page/protocol.ts";
import type { device as english } from "../../text/en/device.ts";
import type { Words } from "../../text/language.ts";
import type { DeviceState } from "./device-state.ts";
import { columnsOf } from "./device-state.ts";
import {
  caseName,
  engineName,
  factSections,
  type PageFacts,
  type Row,
  resultDetail,
  resultWord,
  type Say,
  type Section,
  sizeName,
  summaryOf,
  timingRange,
  timingWord,
} from "./device-words.ts";

/** One line an engine: it runs, it is the one, or why not. */
export function engineRows(
  words: Words<typeof english>,
  say: Say,
  { facts, opened, refusals }: DeviceState,
): readonly Row[] {
  const label = words.engines;
  return (facts?.engines ?? []).map((engine): Row => {
    const isThis = (one: Pick<KnownEngine, "kind" | "backend">) =>
      one.kind === engine.kind && one.backend === engine.backend;
    const refusal = refusals[engine.id];
    const state = () => {
      if (refusal !== undefined) return label.refused(say(refusal));
      if (opened === null) return label.choosing;
      if (!opened.trains.some(isThis)) return label.ready;
      return opened.trains.length > 1 ? label.mayTrain : label.trains;
    };
    const why = engine.obstacle ?? opened?.missing.find(isThis)?.reason;
    return [engineName(words, engine), why ? say(why) : state()];
  });
}

function checkSections(words: Words<typeof english>, say: Say, state: DeviceState): readonly Section[] {
  const heading = words.sections.check;
  const checked = columnsOf(state).flatMap((engine) => {
    const results = state.checks[engine.id] ?? [];
    if (results.length === 0) return [];
    return [
      {
        heading: `${heading}: ${engineName(words, engine)}, ${summaryOf(words, results)}`,
        rows: results.map((result): Row => {
          const detail = resultDetail(words, say, result);
          return [
            caseName(words, say, result),
            `${resultWord(words, result)}${detail === "" ? "" : `, ${detail}`}`,
          ];
        }),
      },
    ];
  });
  return checked.length > 0 ? checked : [{ heading: `${heading}: ${words.report.notRun}`, rows: [] }];
}

function timeSections(words: Words<typeof english>, say: Say, state: DeviceState): readonly Section[] {
  const heading = words.sections.time;
  const { facts } = state;
  if (!facts) return [];
  const timed = columnsOf(state).flatMap((engine) => {
    const rows = Object.values(state.timings[engine.id] ?? {}).map((event): Row => {
      const { timing, reason } = event;
      const more = timing
        ? ` (${timingRange(words, timing)}; ${words.time.samples(timing.samples, timing.updates)}; ${words.time.first(Math.round(timing.first).toString())})`
        : reason === null
          ? ""
          : `: ${say(reason)}`;
      return [
        `${event.size}, ${sizeName(words, event.size, facts.sizes)}`,
        `${timingWord(words, event)}${more}`,
      ];
    });
    return rows.length === 0 ? [] : [{ heading: `${heading}: ${engineName(words, engine)}`, rows }];
  });
  return timed.length > 0 ? timed : [{ heading: `${heading}: ${words.report.notRun}`, rows: [] }];
}

const written = ({ heading, rows }: Section): string =>
  [heading, ...rows.map(([label, value]) => `  ${label}: ${value}`)].join("\n");

/** @param link address of the experiment that the visitor comes from. */
export function reportOf(
  words: Words<typeof english>,
  say: Say,
  state: DeviceState,
  page: PageFacts,
  link: string,
): string {
  const { facts } = state;
  if (!facts) return "";
  const engines: Section = {
    heading: words.sections.engines,
    rows: engineRows(words, say, state),
  };
  const sections = [
    ...factSections(words, say, facts, page),
    engines,
    ...checkSections(words, say, state),
    ...timeSections(words, say, state),
  ];
  if (facts.graphics)
    sections.push({
      heading: words.graphics.extensions,
      rows: facts.graphics.extensions.length > 0 ? [["", facts.graphics.extensions.join(" ")]] : [],
    });
  return `${words.title}\n${link}\n\n${sections.map(written).join("\n\n")}\n`.replaceAll("  : ", "  ");
}
