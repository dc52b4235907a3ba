/** The whole page as plain text, for a bug report. */

import type { KnownEngine } from "../../device-page/protocol.ts";
import { device as words } from "../../text/en/device.ts";
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
  type Section,
  sizeName,
  summaryOf,
  timingRange,
  timingWord,
} from "./device-words.ts";

/** One line an engine: it runs, it is the one, or why not. */
export function engineRows({ facts, opened, refusals }: DeviceState): readonly Row[] {
  const label = words.engines;
  return (facts?.engines ?? []).map((engine): Row => {
    const isThis = (one: Pick<KnownEngine, "kind" | "backend">) =>
      one.kind === engine.kind && one.backend === engine.backend;
    const refusal = refusals[engine.id];
    const state = () => {
      if (refusal !== undefined) return label.refused(refusal);
      if (opened === null) return label.choosing;
      if (!opened.trains.some(isThis)) return label.ready;
      return opened.trains.length > 1 ? label.mayTrain : label.trains;
    };
    return [engineName(engine), engine.obstacle ?? opened?.missing.find(isThis)?.reason ?? state()];
  });
}

function checkSections(state: DeviceState): readonly Section[] {
  const heading = words.sections.check;
  const checked = columnsOf(state).flatMap((engine) => {
    const results = state.checks[engine.id] ?? [];
    if (results.length === 0) return [];
    return [
      {
        heading: `${heading}: ${engineName(engine)}, ${summaryOf(results)}`,
        rows: results.map((result): Row => {
          const detail = resultDetail(result);
          return [caseName(result), `${resultWord(result)}${detail === "" ? "" : `, ${detail}`}`];
        }),
      },
    ];
  });
  return checked.length > 0 ? checked : [{ heading: `${heading}: ${words.report.notRun}`, rows: [] }];
}

function timeSections(state: DeviceState): readonly Section[] {
  const heading = words.sections.time;
  const { facts } = state;
  if (!facts) return [];
  const timed = columnsOf(state).flatMap((engine) => {
    const rows = Object.values(state.timings[engine.id] ?? {}).map((event): Row => {
      const { timing, reason } = event;
      const more = timing
        ? ` (${timingRange(timing)}; ${words.time.samples(timing.samples, timing.updates)}; ${words.time.first(Math.round(timing.first).toString())})`
        : reason === null
          ? ""
          : `: ${reason}`;
      return [`${event.size}, ${sizeName(event.size, facts.sizes)}`, `${timingWord(event)}${more}`];
    });
    return rows.length === 0 ? [] : [{ heading: `${heading}: ${engineName(engine)}`, rows }];
  });
  return timed.length > 0 ? timed : [{ heading: `${heading}: ${words.report.notRun}`, rows: [] }];
}

const written = ({ heading, rows }: Section): string =>
  [heading, ...rows.map(([label, value]) => `  ${label}: ${value}`)].join("\n");

/** @param link address of the experiment that the visitor comes from. */
export function reportOf(state: DeviceState, page: PageFacts, link: string): string {
  const { facts } = state;
  if (!facts) return "";
  const engines: Section = {
    heading: words.sections.engines,
    rows: engineRows(state),
  };
  const sections = [...factSections(facts, page), engines, ...checkSections(state), ...timeSections(state)];
  if (facts.graphics)
    sections.push({
      heading: words.graphics.extensions,
      rows: facts.graphics.extensions.length > 0 ? [["", facts.graphics.extensions.join(" ")]] : [],
    });
  return `${words.title}\n${link}\n\n${sections.map(written).join("\n\n")}\n`.replaceAll("  : ", "  ");
}
