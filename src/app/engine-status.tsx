import "./engine-status.css";
import { type CSSProperties, memo, type RefObject, useId, useRef, useState } from "react";
import { formatNumber } from "../lib/format.ts";
import { useActions, useApp } from "../store/hooks.ts";
import type { Device } from "../store/state.ts";
import { en } from "../text/en.ts";
import { engineName, shortRenderer } from "./run-status.tsx";

const words = en.app.engine;
type Option = Device["options"][number];

/** Between the button and its menu, and between the menu and the window's edge, in pixels. */
const gap = 8;

/** What computes, as a word in the bar; pressed, it shows what else there is. */
export const EngineStatus = memo(function EngineStatus() {
  const device = useApp((app) => app.device);
  const failed = useApp((app) => app.run.phase === "failed");
  const button = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  const menu = useId();
  return (
    <>
      <span role="status" aria-label={en.app.status.engine} className="run-engine">
        {device ? (
          <button
            ref={button}
            type="button"
            className="engine-button"
            aria-haspopup="dialog"
            aria-expanded={open}
            popoverTarget={menu}
            title={en.app.status.engineTitle(device.renderer)}
          >
            {engineName(device)}
          </button>
        ) : (
          en.app.status[failed ? "notStarted" : "noEngine"]
        )}
      </span>
      {device && <EngineMenu id={menu} device={device} button={button} onOpen={setOpen} />}
    </>
  );
});

interface EngineMenuProps {
  readonly id: string;
  readonly device: Device;
  readonly button: RefObject<HTMLButtonElement | null>;
  readonly onOpen: (open: boolean) => void;
}

/** A popover of the browser's own: Escape and a press beside it close it, and the focus goes back to the button. */
function EngineMenu({ id, device, button, onOpen }: EngineMenuProps) {
  const heading = useId();
  const menu = useRef<HTMLDialogElement>(null);
  const [corner, setCorner] = useState({ left: 0, top: 0 });
  const pinned = useApp((app) => app.spec.training.engine);
  const { set } = useActions();
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
      style={{ "--left": `${corner.left}px`, "--top": `${corner.top}px` } as CSSProperties}
      onBeforeToggle={({ newState }) => {
        const at = button.current?.getBoundingClientRect();
        if (newState === "open" && at) setCorner({ left: at.left, top: at.bottom + gap });
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
            name={words.names[option.kind]}
            detail={detailOf(option, device)}
            time={timeOf(option)}
            isFastest={fastest !== null && option.millisecondsPerUpdate === fastest}
            reason={option.reason}
          />
        ))}
      </fieldset>
      {device.note && <p>{device.note}</p>}
      {skipped && <p>{words.unmeasured}</p>}
      <p>{words.bits}</p>
    </dialog>
  );
}

const timeOf = ({ millisecondsPerUpdate: ms, reason }: Option): string => {
  if (reason !== null) return words.not;
  return ms === null ? words.notMeasured : words.ms(formatNumber(ms, 2));
};

function detailOf({ kind, backend, renderer }: Option, device: Device): string {
  const where = kind === "webgl" ? shortRenderer(renderer) : words[kind];
  const runs = kind === device.engine && backend === device.backend;
  return [where, ...(runs ? [words.runs] : [])].filter((part) => part !== "").join(", ");
}

interface RowProps {
  readonly pinned: string;
  readonly onChoose: (value: string) => void;
  readonly value: string;
  readonly name: string;
  readonly detail: string;
  readonly time?: string;
  readonly isFastest?: boolean;
  readonly reason?: string | null;
}

function Row({
  pinned,
  onChoose,
  value,
  name,
  detail,
  time = "",
  isFastest = false,
  reason = null,
}: RowProps) {
  return (
    <label className="engine-row" data-out={reason !== null || undefined}>
      <input
        type="radio"
        name="engine"
        value={value}
        checked={pinned === value}
        // What a link asks for can be seen here, though it does not run.
        disabled={reason !== null && pinned !== value}
        onChange={() => onChoose(value)}
      />
      <span>
        <b>{name}</b> {detail}
      </span>
      <span className="engine-time number">
        {isFastest && `${words.fastest}, `}
        {time}
      </span>
      {reason !== null && <small>{reason}</small>}
    </label>
  );
}
