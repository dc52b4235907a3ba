// Tokens, bar and buttons come with the app, in the order that the app gives them.
import "./device.css";
import { ChevronLeft } from "lucide-react";
import { useEffect, useLayoutEffect, useState } from "react";
import { formatNumber, formatSeconds } from "../../lib/format.ts";
import { readDevice } from "../../store/persist.ts";
import type { Theme } from "../../store/state.ts";
import { device as english } from "../../text/en/device.ts";
import { useText, useWords } from "../../ui/words.ts";
import { CopyButton } from "../copy-button.tsx";
import { ErrorBoundary } from "../error-boundary.tsx";
import { Mark } from "../mark.tsx";
import { addressOf } from "../pages.ts";
import { CheckTable } from "./check-table.tsx";
import { engineRows, reportOf } from "./device-report.ts";
import { columnsOf, type DeviceState, type Task, timeLeft } from "./device-state.ts";
import { engineName, factSections, type PageFacts } from "./device-words.ts";
import { FactsList, FactsSection } from "./facts-list.tsx";
import { Part } from "./part.tsx";
import { TimeTable } from "./time-table.tsx";
import { type DeviceActions, useDevice } from "./use-device.ts";

/** ?page=device: what this browser trains on, whether it computes right, and how fast. */
export function DevicePage() {
  return (
    <ErrorBoundary>
      <Screen />
    </ErrorBoundary>
  );
}

/** The theme that the experiment's page was left in, else the system's. */
const rememberedTheme = (): Theme => {
  const theme: Theme = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  // Only this key is asked for; whatever else the device remembers is no matter here.
  return readDevice({ theme } as Parameters<typeof readDevice>[0]).theme;
};

function Screen() {
  const words = useWords(english);
  const say = useText();
  const [theme] = useState(rememberedTheme);
  const [state, actions] = useDevice(
    new URLSearchParams(location.search).get("backend") === "cpu" ? "cpu" : "auto",
  );
  const { facts, crash } = state;
  useLayoutEffect(() => {
    document.documentElement.dataset.theme = theme;
    document.title = words.title;
  }, [theme, words.title]);
  const page = useWindowFacts();
  const home = useHome();
  return (
    <div className="device">
      <header className="bar">
        <div className="bar-name">
          <Mark />
          <p className="device-brand">{words.name}</p>
          <h1 className="bar-title">{words.heading}</h1>
        </div>
        <div className="bar-more">
          <a className="device-back" href={home}>
            <ChevronLeft aria-hidden="true" size={16} /> {words.back}
          </a>
        </div>
      </header>
      <main className="device-main">
        <p className="device-intro">{words.intro}</p>
        {crash !== null && (
          <p className="device-crash" role="alert">
            {words.crash(typeof crash === "string" ? crash : say(crash))}
          </p>
        )}
        {!facts && crash === null && (
          <p className="device-note" role="status">
            {words.opening}
          </p>
        )}
        {facts && (
          <>
            <div className="device-columns">
              <div>
                {factSections(words, say, facts, page).map((section) => (
                  <FactsSection key={section.heading} section={section} />
                ))}
              </div>
              <div>
                <Part heading={words.sections.engines}>
                  <FactsList rows={engineRows(words, say, state)} />
                </Part>
                <CheckPart state={state} actions={actions} bound={facts.bound} />
                <TimePart state={state} actions={actions} sizes={facts.sizes} />
              </div>
            </div>
            <ReportPart text={reportOf(words, say, state, page, new URL(home, location.href).href)} />
          </>
        )}
      </main>
    </div>
  );
}

const readWindow = (): PageFacts => ({
  width: innerWidth,
  height: innerHeight,
  pixelRatio: devicePixelRatio,
});

/** The window's size, again whenever it changes. */
function useWindowFacts(): PageFacts {
  const [facts, setFacts] = useState(readWindow);
  useEffect(() => {
    const listen = () => setFacts(readWindow());
    addEventListener("resize", listen);
    return () => removeEventListener("resize", listen);
  }, []);
  return facts;
}

/** The experiment's own address, hash included. */
function useHome(): string {
  const [home, setHome] = useState(() => addressOf(null));
  useEffect(() => {
    const listen = () => setHome(addressOf(null));
    addEventListener("hashchange", listen);
    return () => removeEventListener("hashchange", listen);
  }, []);
  return home;
}

interface RunPartProps {
  readonly state: DeviceState;
  readonly actions: DeviceActions;
}

function CheckPart({ state, actions, bound }: RunPartProps & { readonly bound: number }) {
  const words = useWords(english);
  const { task, checks } = state;
  const hasRun = Object.keys(checks).length > 0;
  return (
    <Part
      heading={words.sections.check}
      acts={
        task?.kind !== "check" && (
          <button
            type="button"
            className="button"
            disabled={task !== null || state.crash !== null}
            onClick={actions.check}
          >
            {hasRun ? words.check.again : words.check.run}
          </button>
        )
      }
    >
      <p className="device-note">{words.check.lead(formatNumber(bound))}</p>
      {task?.kind === "check" && <Progress task={task} state={state} onStop={actions.stop} />}
      <CheckTable engines={columnsOf(state)} checks={checks} />
    </Part>
  );
}

function TimePart({
  state,
  actions,
  sizes,
}: RunPartProps & { readonly sizes: NonNullable<DeviceState["facts"]>["sizes"] }) {
  const words = useWords(english);
  const { task, timings } = state;
  const hasRun = Object.values(timings).some(({ M }) => M);
  const disabled = task !== null || state.crash !== null;
  return (
    <Part
      heading={words.sections.time}
      acts={
        task?.kind !== "time" && (
          <>
            {hasRun && (
              <button
                type="button"
                className="button"
                disabled={disabled}
                onClick={() => actions.time(["L"])}
              >
                {words.time.large}
              </button>
            )}
            <button
              type="button"
              className="button"
              disabled={disabled}
              onClick={() => actions.time(["S", "M"])}
            >
              {hasRun ? words.time.again : words.time.run}
            </button>
          </>
        )
      }
    >
      <p className="device-note">{words.time.lead}</p>
      {task?.kind === "time" && <Progress task={task} state={state} onStop={actions.stop} />}
      <TimeTable engines={columnsOf(state)} timings={timings} sizes={sizes} />
    </Part>
  );
}

interface ProgressProps {
  readonly task: Task;
  readonly state: DeviceState;
  readonly onStop: () => void;
}

/** "Checking Reference, WebGL2 · 7 of 24 · about 20 s left", and a hairline that fills. */
function Progress({ task, state: { facts }, onStop }: ProgressProps) {
  const words = useWords(english);
  const { progress } = task;
  const engine = facts?.engines.find(({ id }) => id === progress?.engine);
  const name = engine ? engineName(words, engine) : "";
  const left = timeLeft(task);
  const doing = !progress
    ? words.progress.waiting
    : progress.task === "check"
      ? words.progress.checking(name)
      : words.progress.timing(name, progress.what ?? "");
  const parts = [
    doing,
    ...(progress ? [words.progress.count(progress.done, progress.of)] : []),
    ...(left !== null ? [words.progress.left(formatSeconds(left / 1000))] : []),
  ];
  return (
    <div className="device-progress">
      <p className="number">{parts.join(" · ")}</p>
      <button type="button" className="button" onClick={onStop}>
        {words.progress.stop}
      </button>
      <progress aria-label={doing} value={progress?.done ?? 0} max={progress?.of ?? 1} />
    </div>
  );
}

function ReportPart({ text }: { readonly text: string }) {
  const words = useWords(english);
  return (
    <Part
      heading={words.sections.report}
      acts={<CopyButton key={text} text={text} word={words.report.copy} done={words.report.copied} />}
    >
      <p className="device-note">{words.report.lead}</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the text scrolls, and is reached by Tab for that */}
      <pre className="device-report" translate="no" tabIndex={0}>
        {text}
      </pre>
    </Part>
  );
}
