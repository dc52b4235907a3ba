import { cells } from "../../cells/index.ts";
import { cssGradient, rdbuStops, slateStops } from "../../lib/colour-maps.ts";
import { formatNumber } from "../../lib/format.ts";
import { scansOf } from "../../model/plan.ts";
import { useActions, useApp } from "../../store/hooks.ts";
import { en } from "../../text/en.ts";
import { SignalLetter } from "../letter.tsx";
import { type Picture, stateLimit } from "./picture.ts";

const words = en.panels.throughTime;

/** Every signal that some model has, once, with the word of the first that has it. */
function signalsOfAll({ record, models }: Picture): ReadonlyMap<string, string> {
  const all = new Map<string, string>();
  models.forEach(({ signals, scan }, m) => {
    const plan = record.plans[m];
    const cell = plan && scansOf(plan)[scan]?.cell;
    for (const name of signals) if (cell && !all.has(name)) all.set(name, cells[cell].words[name] ?? name);
  });
  return all;
}

/** What the strips show: "Forget gate f". Models without it show their first state. */
export function SignalTitle({ picture }: { readonly picture: Picture }) {
  const shown = useApp((app) => app.shownSignal);
  const found = shown === null ? undefined : picture.models.find((model) => model.shown === shown);
  if (!found)
    return (
      <>
        {words.hidden} <SignalLetter name="h" />
      </>
    );
  const word = signalsOfAll(picture).get(found.shown) ?? "";
  return (
    <>
      {words.signal(word, found.isGate)} <SignalLetter name={found.shown} />
    </>
  );
}

/** One letter a gate and state; where there is only one, nothing is to be chosen. */
export function SignalSwitch({ picture }: { readonly picture: Picture }) {
  const shown = useApp((app) => app.shownSignal);
  const pointed = useApp((app) => app.pointed.gate);
  const { show, point } = useActions();
  const signals = [...signalsOfAll(picture)];
  if (signals.length < 2) return null;
  const first = picture.models[0]?.states[0] ?? "h";
  const current = signals.some(([name]) => name === shown) ? shown : first;
  return (
    <fieldset className="tt-switch tt-signals" aria-label={words.signals}>
      {signals.map(([name, word]) => (
        <button
          key={name}
          type="button"
          aria-pressed={name === current}
          data-pointed={name === pointed || undefined}
          title={words.signalTitle(word)}
          onClick={() => show({ shownSignal: name })}
          onPointerEnter={() => point({ gate: name })}
          onPointerLeave={() => point({ gate: null })}
        >
          <SignalLetter name={name} />
        </button>
      ))}
    </fieldset>
  );
}

/** The colours of what is shown: signed values around zero, gates from closed to open. */
export function SignalBars({ picture }: { readonly picture: Picture }) {
  const theme = useApp((app) => app.theme);
  const limit = formatNumber(stateLimit(picture)).replace(/\.0+$/, "");
  const hasGates = picture.models.some((model) => model.isGate);
  const hasSigned = !hasGates || picture.models.some((model) => !model.isGate);
  return (
    <>
      {hasGates && (
        <span className="tt-bar tt-bar-gate">
          {words.closed}
          <i style={{ background: cssGradient(slateStops[theme], "to right") }} />
          {words.open}
        </span>
      )}
      {hasSigned && (
        <span className="tt-bar">
          {`−${limit}`}
          <i style={{ background: cssGradient(rdbuStops[theme], "to right") }} />
          {`+${limit}`}
        </span>
      )}
    </>
  );
}
