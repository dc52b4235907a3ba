import { memo } from "react";
import { formatCount, formatNumber, formatSeconds } from "../lib/format.ts";
import { useApp } from "../store/hooks.ts";
import type { Device } from "../store/state.ts";
import { en } from "../text/en.ts";

const words = en.app.status;

/** "update 120 of 1,000 · 12 s left · 96 updates/s": the only part of the bar that renders while it trains. */
export const RunStatus = memo(function RunStatus({ stacked = false }: { readonly stacked?: boolean }) {
  const run = useApp((app) => app.run);
  const planned = useApp((app) => app.spec.training.updates);
  const training = run.phase === "training";
  const of = planned > 0 ? ` ${words.of(formatCount(planned))}` : "";
  const time =
    training && run.secondsLeft !== null
      ? words.left(formatSeconds(run.secondsLeft))
      : run.seconds > 0
        ? formatSeconds(run.seconds)
        : null;
  const rate = run.update > 0 && run.updatesPerSecond > 0 ? formatRate(run.updatesPerSecond) : null;
  return (
    <div className={`run-status number${stacked ? " run-status-stacked" : ""}`}>
      <span role="status" aria-label={words.update} aria-live="off" className="run-update">
        <b>
          {words.updateWord} {formatCount(run.update)}
        </b>
        {stacked ? <span> {of}</span> : <b>{of}</b>}
      </span>
      {run.phase === "preparing" && <span className="run-part">{words.preparing}</span>}
      {training && run.update === 0 && <span className="run-part">{words.firstUpdate}</span>}
      {time && <span className="run-part">{time}</span>}
      {rate && <span className="run-part run-rate">{words.rate(rate)}</span>}
    </div>
  );
});

const formatRate = (rate: number): string => (rate >= 10 ? formatCount(rate) : formatNumber(rate, 2));

/** "ANGLE (Intel, Intel(R) Iris(R) Xe Graphics (0x9A49), OpenGL …)" is "Intel Iris Xe Graphics". */
export function shortRenderer(renderer: string): string {
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

/** "WebGL2, Intel Iris Xe Graphics", "WASM SIMD", "Reference, WebGL2, SwiftShader (software)". */
export function engineName({
  engine,
  backend,
  renderer,
}: Pick<Device, "engine" | "backend" | "renderer">): string {
  const place = words.backends[backend] ?? backend;
  const parts = [
    ...(engine === "reference" ? [words.reference] : []),
    place,
    // WebAssembly and the processor have no name beside that.
    ...(backend === "webgl" ? [shortRenderer(renderer)] : []),
  ];
  return parts.join(", ");
}

/** Solved, stuck, finished: spoken politely, and written where the count stands. */
export const Milestone = memo(function Milestone() {
  const milestone = useApp((app) => app.run.milestone);
  return (
    <p className="milestone" aria-live="polite" title={milestone ?? undefined}>
      {milestone}
    </p>
  );
});

/** Why another engine trains than was asked for or could be hoped for. */
export const EngineNote = memo(function EngineNote() {
  const note = useApp((app) => app.device?.note ?? null);
  return note ? <p className="engine-note">{note}</p> : null;
});

/** The present loss of a model, for the eye and for a screen reader that asks. */
export const LossStatus = memo(function LossStatus({
  model,
  name,
}: {
  readonly model: number;
  readonly name: string;
}) {
  const loss = useApp((app) => app.run.models[model]?.loss ?? app.run.models[model]?.heldOutLoss ?? null);
  return (
    <span role="status" aria-label={words.loss(name)} aria-live="off" className="loss-status number">
      {loss === null ? "–" : formatNumber(loss)}
    </span>
  );
});
