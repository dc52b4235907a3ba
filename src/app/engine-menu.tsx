import { type CSSProperties, type RefObject, useId, useRef, useState } from "react";
import { formatCount, formatNumber } from "../lib/format.ts";
import type { Formed } from "../lib/phrase.ts";
import { useActions, useApp } from "../store/hooks.ts";
import type { Device } from "../store/state.ts";
import { engineMenu as english } from "../text/en/engine-menu.ts";
import { en } from "../text/en.ts";
import type { Words } from "../text/language.ts";
import { useText, useWords } from "../ui/words.ts";
import { shortRenderer } from "./run-status.tsx";

type Option = Device["options"][number];

/** Between the button and its menu, and between the menu and the window's edge, in pixels. */
const gap = 8;

interface EngineMenuProps {
  readonly id: string;
  readonly device: Device;
  readonly button: RefObject<HTMLButtonElement | null>;
  readonly onOpen: (open: boolean) => void;
}

/** Under the button where it stands in the upper half of the window, else above it. */
const besides = ({ left, top, bottom }: DOMRect) =>
  top < innerHeight / 2
    ? { left, top: `${bottom + gap}px`, bottom: "auto" }
    : { left, top: "auto", bottom: `${innerHeight - top + gap}px` };

/** A popover of the browser's own: Escape and a press beside it close it, and the focus goes back to the button. */
export function EngineMenu({ id, device, button, onOpen }: EngineMenuProps) {
  const words = useWords(english);
  const names = useWords(en.app.engineNames);
  const status = useWords(en.app.status);
  const say = useText();
  const heading = useId();
  const menu = useRef<HTMLDialogElement>(null);
  const [corner, setCorner] = useState({ left: 0, top: "auto", bottom: "auto" });
  const pinned = useApp((app) => app.spec.training.engine);
  const record = useApp((app) => app.record);
  const { set } = useActions();
  // A run that moves tells of its engine anew, so that `device` changes with it.
  const moves = useApp((app) => app.record?.moves) ?? [];
  const measured = device.options.flatMap(({ millisecondsPerUpdate: ms }) => ms ?? []);
  const fastest = measured.length > 1 ? Math.min(...measured) : null;
  const skipped =
    measured.length > 0 &&
    device.options.some(({ millisecondsPerUpdate: ms, reason }) => ms === null && reason === null);
  const row = { pinned, onChoose: (value: string) => set("training.engine", value) };
  return (
    <dialog
      ref={menu}
      id={id}
      popover="auto"
      className="engine-menu"
      aria-labelledby={heading}
      style={
        {
          "--left": `${corner.left}px`,
          "--top": corner.top,
          "--bottom": corner.bottom,
        } as CSSProperties
      }
      onBeforeToggle={({ newState }) => {
        const at = button.current?.getBoundingClientRect();
        if (newState === "open" && at) setCorner(besides(at));
      }}
      onToggle={({ newState }) => {
        onOpen(newState === "open");
        if (newState === "open") menu.current?.querySelector<HTMLInputElement>("input:checked")?.focus();
      }}
    >
      <h2 id={heading}>{words.heading}</h2>
      <p className="engine-lead">{words.lead}</p>
      <fieldset>
        <legend className="hidden-word">{words.choices}</legend>
        <Row {...row} value="auto" name={words.auto} detail={words.autoDetail} />
        {device.options.map((option) => (
          <Row
            {...row}
            key={`${option.kind} ${option.backend}`}
            value={option.kind}
            name={names[option.kind]}
            detail={detailOf(words, status, option, device, record?.names ?? [])}
            time={timeOf(words, option)}
            isFastest={fastest !== null && option.millisecondsPerUpdate === fastest}
            why={option.reason ?? option.partly ?? null}
            isOut={option.reason !== null}
          />
        ))}
      </fieldset>
      {device.note && <p>{say(device.note)}</p>}
      {moves.map(({ update, from, to }) => (
        <p key={`${update} ${from}`}>{words.moved(names[to], names[from], formatCount(update))}</p>
      ))}
      {skipped && <p>{words.unmeasured}</p>}
      <p>{words.bits}</p>
    </dialog>
  );
}

const timeOf = (words: Words<typeof english>, { millisecondsPerUpdate: ms, reason }: Option): string => {
  if (reason !== null) return words.not;
  return ms === null ? words.notMeasured : words.ms(formatNumber(ms, 2));
};

/** @param names of the models */
function detailOf(
  words: Words<typeof english>,
  status: Words<typeof en.app.status>,
  { kind, backend, renderer }: Option,
  device: Device,
  names: readonly string[],
): string {
  const where = kind === "webgl" ? shortRenderer(status, renderer) : words[kind];
  const isMixed = new Set(device.byModel.filter((one) => one !== null)).size > 1;
  const own = names.filter((_, m) => device.byModel[m] === kind);
  const runs = isMixed ? own.length > 0 : kind === device.engine && backend === device.backend;
  const inUse = isMixed ? words.runsFor(own) : words.runs;
  return [where, ...(runs ? [inUse] : [])].filter((part) => part !== "").join(", ");
}

interface RowProps {
  readonly pinned: string;
  readonly onChoose: (value: string) => void;
  readonly value: string;
  readonly name: string;
  readonly detail: string;
  readonly time?: string;
  readonly isFastest?: boolean;
  /** Why it takes none of the models, or not all of them. */
  readonly why?: Formed | null;
  /** It takes none. */
  readonly isOut?: boolean;
}

function Row({
  pinned,
  onChoose,
  value,
  name,
  detail,
  time = "",
  isFastest = false,
  why = null,
  isOut = false,
}: RowProps) {
  const words = useWords(english);
  const say = useText();
  return (
    <label className="engine-row" data-out={isOut || undefined}>
      <input
        type="radio"
        name="engine"
        value={value}
        checked={pinned === value}
        // What a link asks for can be seen here, though it does not run.
        disabled={isOut && pinned !== value}
        onChange={() => onChoose(value)}
      />
      <span>
        <b>{name}</b> {detail}
      </span>
      <span className="engine-time number">
        {isFastest && `${words.fastest}, `}
        {time}
      </span>
      {why && <small>{say(why)}</small>}
    </label>
  );
}
