import { cssGradient, rdbuStops, slateStops } from "../../lib/colour-maps.ts";
import { formatFixed, formatNumber } from "../../lib/format.ts";
import { letterOf, letterText } from "../../model/notation.ts";
import { useActions, useApp } from "../../store/hooks.ts";
import { en } from "../../text/en.ts";
import { LaneMark } from "../../ui/lane-mark.tsx";
import { useText, useWords } from "../../ui/words.ts";
import { SignalLetter } from "../letter.tsx";
import { hasSignal, toggledSignal, visibleSignals } from "../shown-signals.ts";
import { textWidth } from "../text-width.ts";
import { type Geometry, gateHeight, laneOf, leastGate } from "../time/geometry.ts";
import { Heat, HeatValues, meanMagnitude, UnitRow } from "../time/heat.tsx";
import { networkAt, type Picture, type SignalPicture, stateLimit } from "../time/picture.ts";
import { Strip } from "../time/strip.tsx";

/** Whether the letters stand in the hidden state's line, since the screen has no height for a line of their own. */
export const isShort = ({ phone, compact, mostGates }: Geometry): boolean =>
  compact && !phone && mostGates < 3;

/** Gates and states with a strip, where there is room for it. */
function useOpen(picture: Picture, geometry: Geometry): readonly SignalPicture[] {
  const shown = useApp((app) => app.shownSignals);
  const all = picture.networks.flatMap(({ signals }) => signals);
  return visibleSignals(all, shown, geometry.mostGates);
}

/** Width of all letters with their words beside them. */
const wordsWidth = ({ signals, networks }: Picture): number =>
  signals.reduce((sum, { word }) => sum + textWidth(word) + 30, 0) + 28 * networks.length;

/** Whether there is room for the words, beside colour bars and, on a short screen, the hidden state's title and tools. */
const hasWords = (picture: Picture, geometry: Geometry): boolean =>
  geometry.phone || wordsWidth(picture) < geometry.plot - (isShort(geometry) ? 420 : 150);

interface GatesProps {
  readonly picture: Picture;
  readonly geometry: Geometry;
}

/** A letter for every gate and further state, by model and in the order of its cell: pressing one opens its strip. */
export function GateLetters({ picture, geometry }: GatesProps) {
  const words = useWords(en.panels.throughTime);
  const say = useText();
  const shown = useApp((app) => app.shownSignals);
  const pointed = useApp((app) => app.pointed.gate);
  const notation = useApp((app) => app.notation);
  const { show, point } = useActions();
  const open = useOpen(picture, geometry);
  const { signals, names } = picture;
  if (signals.length === 0) return null;
  const withWords = hasWords(picture, geometry);
  return (
    <fieldset className="tt-switch tt-signals" aria-label={words.signals}>
      {names.map((name, model) => {
        const own = signals.filter((signal) => signal.model === model);
        if (own.length === 0) return null;
        return (
          <fieldset key={name} className="tt-signal-group" aria-label={name} title={name}>
            <LaneMark lane={model} line={!isShort(geometry)} />
            {own.map((signal) => (
              <button
                key={signal.name}
                type="button"
                // The letter is the name, with its word shown or not; what it does is its description.
                aria-label={letterText(letterOf(notation, signal.name))}
                aria-pressed={hasSignal(open, signal)}
                data-pointed={signal.name === pointed || undefined}
                title={words.signalTitle(name, say(signal.word))}
                onClick={() => {
                  // What had to give way to later ones is opened again, not closed.
                  const others = hasSignal(open, signal)
                    ? shown
                    : shown.filter((one) => one.model !== model || one.name !== signal.name);
                  show({ shownSignals: toggledSignal(others, signal) });
                }}
                onPointerEnter={() => point({ gate: signal.name })}
                onPointerLeave={() => point({ gate: null })}
              >
                <SignalLetter name={signal.name} />
                {withWords && <span className="tt-signal-word">{say(signal.word)}</span>}
              </button>
            ))}
          </fieldset>
        );
      })}
    </fieldset>
  );
}

/** The colours of the open strips: gates from closed to open, other signals around zero. */
export function GateBars({ picture, geometry }: GatesProps) {
  const words = useWords(en.panels.throughTime);
  const say = useText();
  const theme = useApp((app) => app.theme);
  const open = useOpen(picture, geometry);
  const signed = open.filter(({ isGate }) => !isGate);
  const limit = formatNumber(stateLimit(picture.record, signed)).replace(/\.0+$/, "");
  const brief = isShort(geometry) || geometry.phone;
  return (
    <>
      {signed.length > 0 && (
        <span className="tt-bar" title={words.barOf(signed.map(({ word }) => say(word)).join(", "))}>
          {`−${limit}`}
          <i style={{ background: cssGradient(rdbuStops[theme], "to right") }} />
          {`+${limit}`}
        </span>
      )}
      {open.length > signed.length && (
        <span className="tt-bar tt-bar-gate">
          {brief ? words.closed : words.closedLong}
          <i style={{ background: cssGradient(slateStops[theme], "to right") }} />
          {brief ? words.open : words.openLong}
        </span>
      )}
    </>
  );
}

function GateStrip({ picture, geometry, signal }: GatesProps & { readonly signal: SignalPicture }) {
  const words = useWords(en.panels.throughTime);
  const say = useText();
  const isLit = useApp(({ pointed }) => pointed.gate === signal.name && pointed.model === signal.model);
  const notation = useApp((app) => app.notation);
  const open = useApp((app) => app.shownSignals);
  const lane = laneOf(signal.units, 1, geometry.pixelRatio, geometry.gate);
  const name = picture.names[signal.model] ?? "";
  const letter = letterText(letterOf(notation, signal.name));
  const mean = formatFixed(meanMagnitude(signal, null), 2);
  return (
    <Strip
      name="gate"
      lane={signal.model}
      gate={signal.name}
      label={
        <span
          className={isLit ? "tt-gate-name tt-lit" : "tt-gate-name"}
          title={words.signalOf(name, letter, say(signal.word))}
        >
          <LaneMark lane={signal.model} line={!geometry.compact} />
          <b>
            <SignalLetter name={signal.name} />
          </b>
          <small>{say(signal.word)}</small>
        </span>
      }
      height={Math.max(lane.height, leastGate)}
      geometry={geometry}
      readout={<HeatValues signal={signal} oneLine={geometry.gate < gateHeight} />}
    >
      <Heat
        geometry={geometry}
        lane={lane}
        label={words.image.hidden(name, letter, signal.units, picture.length, mean)}
        find={(now) => {
          const own = networkAt(now, signal.model)?.signals.find((one) => one.name === signal.name);
          const all = now.networks.flatMap(({ signals }) => signals);
          const signed = visibleSignals(all, open, geometry.mostGates).filter(({ isGate }) => !isGate);
          return own ? { signal: own, limit: stateLimit(now.record, signed) } : null;
        }}
      />
      {!geometry.phone && <UnitRow signal={signal} lane={lane} isNamed={false} />}
    </Strip>
  );
}

/** Under the hidden states: the letters of all gates, and the strips of those that are open. */
export function Gates({ picture, geometry }: GatesProps) {
  const words = useWords(en.panels.throughTime);
  const open = useOpen(picture, geometry);
  if (picture.signals.length === 0) return null;
  return (
    <div
      className="tt-gates"
      data-open={open.length || undefined}
      data-page-only={open.length === 0 || undefined}
    >
      {!isShort(geometry) && (
        <div className="tt-subhead tt-gates-head">
          <h3>{words.gates}</h3>
          <GateLetters picture={picture} geometry={geometry} />
          <p>{!hasWords(picture, geometry) && words.gatesHint}</p>
          <GateBars picture={picture} geometry={geometry} />
        </div>
      )}
      {open.map((signal) => (
        <GateStrip
          key={`${signal.model} ${signal.name}`}
          picture={picture}
          geometry={geometry}
          signal={signal}
        />
      ))}
    </div>
  );
}
