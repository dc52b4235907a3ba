import { memo, useMemo } from "react";
import { formatAbout, formatCount, formatNumber, formatSeconds } from "../lib/format.ts";
import { totalFlops } from "../model/costs.ts";
import { type Duration, durationOf, longRun } from "../store/duration.ts";
import { useApp } from "../store/hooks.ts";
import type { Device } from "../store/state.ts";
import { en } from "../text/en.ts";
import type { Words } from "../text/language.ts";
import { useTell } from "../ui/use-tell.ts";
import { useText, useWords } from "../ui/words.ts";
import { useCosts } from "./use-costs.ts";

interface RunStatusProps {
  /** In the dock: under one another. */
  readonly stacked?: boolean;
  /** In the strip: in two lines. */
  readonly strip?: boolean;
}

/** "update 120 of 1,000 · 12 s left · 96 updates/s": the only words of the frame that render while it trains. */
export const RunStatus = memo(function RunStatus({ stacked = false, strip = false }: RunStatusProps) {
  const words = useWords(en.app.status);
  const moment = useApp((app) => app.moment);
  const run = useApp((app) => app.run);
  const planned = useApp((app) => app.spec.training.updates);
  const training = run.phase === "training";
  const ahead = useDuration();
  const of = planned > 0 ? ` ${words.of(formatCount(planned))}` : "";
  // By its own pace once that is known, until then by the pace of a run like it.
  const left = training ? (run.secondsLeft ?? ahead?.seconds ?? null) : null;
  const time =
    left !== null
      ? words.left(formatAbout(left))
      : run.seconds > 0
        ? formatSeconds(run.seconds)
        : // For a long run, a line of its own says so in the bar.
          ahead && (stacked || ahead.seconds <= longRun)
          ? (stacked || strip ? words.about : words.takesAbout)(formatAbout(ahead.seconds))
          : null;
  const rate = run.update > 0 && run.updatesPerSecond > 0 ? formatRate(run.updatesPerSecond) : null;
  return (
    <div
      className={`run-status number${stacked ? " run-status-stacked" : ""}${strip ? " run-status-strip" : ""}`}
      data-left={left !== null || undefined}
    >
      <span role="status" aria-label={words.update} aria-live="off" className="run-update">
        <b>
          {words.updateWord} {formatCount(moment ?? run.update)}
        </b>
        {of !== "" && (stacked || strip ? <span> {of}</span> : <b>{of}</b>)}
      </span>
      {planned === 0 && <span className="run-part">{words.noEnd}</span>}
      {run.phase === "preparing" && <span className="run-part">{words.preparing}</span>}
      {training && run.update === 0 && <span className="run-part">{words.firstUpdate}</span>}
      {time && <span className="run-part">{stacked ? time.replaceAll(" ", "\u00a0") : time}</span>}
      {rate && <span className={`run-part run-rate${training ? "" : " run-past"}`}>{words.rate(rate)}</span>}
    </div>
  );
});

const formatRate = (rate: number): string => (rate >= 10 ? formatCount(rate) : formatNumber(rate, 2));

/** "ANGLE (Intel, Intel(R) Iris(R) Xe Graphics (0x9A49), OpenGL …)" is "Intel Iris Xe Graphics". */
export function shortRenderer(words: Words<typeof en.app.status>, renderer: string): string {
  if (/swiftshader/i.test(renderer)) return words.software;
  const inside = /^ANGLE \((.*)\)$/.exec(renderer)?.[1];
  const device = inside?.split(", ")[1] ?? renderer;
  return device
    .replace(/^ANGLE Metal Renderer: /, "")
    .replaceAll(/\((R|TM)\)/g, "")
    .replace(/ ?\(0x[0-9a-f]+\)/i, "")
    .replace(/\s(Direct3D|OpenGL|vs_|\/PCIe|PCIe).*$/, "")
    .replaceAll(/\s+/g, " ")
    .trim();
}

/**
 * "WebGL2, Intel Iris Xe Graphics", "WASM SIMD", "Reference, WebGL2, SwiftShader (software)"; of a race over several engines all of
 * them, "WASM SIMD + Reference".
 */
export function engineName(
  words: Words<typeof en.app.status>,
  names: Words<typeof en.app.engineNames>,
  { engine, backend, renderer, byModel }: Pick<Device, "engine" | "backend" | "renderer" | "byModel">,
): string {
  const kinds = [...new Set(byModel.filter((kind) => kind !== null))];
  if (kinds.length > 1) return kinds.map((kind) => names[kind]).join(" + ");
  const place = words.backends[backend] ?? backend;
  const parts = [
    ...(engine === "reference" ? [words.reference] : []),
    place,
    // WebAssembly and the processor have no name beside that.
    ...(backend === "webgl" ? [shortRenderer(words, renderer)] : []),
  ];
  return parts.join(", ");
}

/** How long the updates to the planned end take; null without an end, or where nothing was measured. */
export function useDuration(): Duration | null {
  const spec = useApp((app) => app.spec);
  const record = useApp((app) => app.record);
  const pace = useApp((app) => app.device?.pace ?? null);
  const update = useApp((app) => app.run.update);
  const updatesPerSecond = useApp((app) => app.run.updatesPerSecond);
  const costs = useCosts();
  const flops = useMemo(
    () => costs?.reduce((sum, cost) => sum + (cost === "counts" ? 0 : totalFlops(cost.flops)), 0) ?? null,
    [costs],
  );
  if (flops === null) return null;
  return durationOf(spec, { update, updatesPerSecond }, record, pace, flops);
}

/** Solved, stuck, finished: spoken politely, and written where the count stands. Before them, how long a long run takes. */
export const Milestone = memo(function Milestone() {
  const tell = useTell();
  const said = useApp((app) => app.run.milestone);
  const milestone = said?.map(tell).join(" ") ?? null;
  return (
    <>
      <p className="milestone" aria-live="polite" title={milestone ?? undefined}>
        {milestone}
      </p>
      {milestone === null && <LongRun />}
    </>
  );
});

/** "1,000 updates take about 3 min here", before a long run and while it rests; nothing on a short one. */
const LongRun = memo(function LongRun() {
  const words = useWords(en.app.status);
  const rests = useApp((app) => app.run.phase !== "training" && app.run.phase !== "failed");
  const planned = useApp((app) => app.spec.training.updates);
  const ahead = useDuration();
  if (!rests || !ahead || ahead.seconds <= longRun) return null;
  const { updates, seconds, isEstimate } = ahead;
  return (
    <p className="milestone number" title={isEstimate ? words.estimatedTitle : words.takesTitle}>
      {words.takes(formatCount(updates), formatAbout(seconds), updates < planned)}
      {isEstimate && words.estimated}
    </p>
  );
});

/** Why another engine trains than was asked for or could be hoped for. */
export const EngineNote = memo(function EngineNote() {
  const note = useApp((app) => app.device?.note ?? null);
  const say = useText();
  return note ? <p className="engine-note">{say(note)}</p> : null;
});

/** The present loss of a model, for the eye and for a screen reader that asks. */
export const LossStatus = memo(function LossStatus({
  model,
  name,
}: {
  readonly model: number;
  readonly name: string;
}) {
  const words = useWords(en.app.status);
  const loss = useApp((app) => app.run.models[model]?.loss ?? app.run.models[model]?.heldOutLoss ?? null);
  return (
    <span role="status" aria-label={words.loss(name)} aria-live="off" className="loss-status number">
      {loss === null ? "–" : formatNumber(loss)}
    </span>
  );
});
