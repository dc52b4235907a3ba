import { ChevronLeft, ChevronRight } from "lucide-react";
import { memo, type ReactNode, useEffect, useRef } from "react";
import { modelNames } from "../experiment/spec.ts";
import { optimizers } from "../optimizers/index.ts";
import { ThroughTimeReadout } from "../panels/through-time/readout.tsx";
import { useApp } from "../store/hooks.ts";
import { tasks } from "../tasks/index.ts";
import { en } from "../text/en.ts";
import { LaneMark } from "../ui/lane-mark.tsx";
import { useText, useWords } from "../ui/words.ts";
import { StepButtons, TrainButton } from "./controls.tsx";
import { HiddenSwitch } from "./device-switches.tsx";
import { EngineStatus } from "./engine-status.tsx";
import { RailModels } from "./rail-models.tsx";
import { RailTask } from "./rail-task.tsx";
import { RailTraining } from "./rail-training.tsx";
import { EngineNote, LossStatus, Milestone, RunStatus } from "./run-status.tsx";

export type PageName = "task" | "models" | "training";

const pageNames = ["task", "models", "training"] as const satisfies readonly PageName[];

interface DockProps {
  readonly page: PageName | null;
  readonly onOpen: (page: PageName | null) => void;
}

/** Readout, the three pages of settings, count and Train under the thumb. */
export const Dock = memo(function Dock({ page, onOpen }: DockProps) {
  const words = useWords(en.app);
  return (
    <section className="dock" aria-label={words.regions.dock}>
      <ThroughTimeReadout />
      <nav className="dock-pages" aria-label={words.pages.heading}>
        {pageNames.map((name) => (
          <button
            key={name}
            type="button"
            className="tab"
            aria-pressed={name === page}
            onClick={() => onOpen(name === page ? null : name)}
          >
            {words[name].heading}
          </button>
        ))}
      </nav>
      <div className="dock-row">
        <TrainButton large />
        <RunStatus stacked />
        <StepButtons icons />
      </div>
    </section>
  );
});

/** What the rail holds on a wide screen, as rows that open a page each. */
export const PageRows = memo(function PageRows({ onOpen }: { readonly onOpen: (page: PageName) => void }) {
  const words = useWords(en.app);
  const text = useText();
  const task = useApp((app) => tasks[app.spec.task.kind].title);
  const models = useApp((app) => app.spec.models);
  const optimizer = useApp((app) => app.spec.optimizer);
  const clip = useApp((app) => app.spec.training.clipNorm);
  const names = modelNames(models);
  const rows: readonly (readonly [PageName, string, string])[] = [
    ["task", words.task.heading, text(task)],
    ["models", words.models.heading, names.join(", ")],
    [
      "training",
      words.training.heading,
      words.pages.training(
        text(optimizers[optimizer.kind].title),
        String(optimizer.values.learningRate),
        clip > 0 ? words.pages.clip(String(clip)) : words.pages.noClip,
      ),
    ],
  ];
  return (
    <nav className="rows" aria-label={words.regions.rail}>
      <ul className="row-losses">
        {names.map((name, model) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a model is its place
          <li key={model}>
            <LaneMark lane={model} /> {name} {words.models.lossWord} <LossStatus model={model} name={name} />
          </li>
        ))}
      </ul>
      {rows.map(([page, title, summary]) => (
        <button key={page} type="button" className="row" onClick={() => onOpen(page)}>
          <b>{title}</b>
          <span>{summary}</span>
          <ChevronRight aria-hidden="true" size={16} />
        </button>
      ))}
      <div className="row-engine">
        <EngineStatus />
        <EngineNote />
        <Milestone />
      </div>
    </nav>
  );
});

interface PageProps {
  readonly page: PageName;
  readonly onBack: () => void;
}

export function Page({ page, onBack }: PageProps): ReactNode {
  const words = useWords(en.app);
  const back = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    const opener = document.activeElement;
    back.current?.focus();
    return () => {
      // Whoever comes back goes on where they left.
      if (opener instanceof HTMLElement && opener.isConnected) opener.focus();
    };
  }, []);
  return (
    <main className="page rail-like" aria-label={words[page].heading}>
      <button ref={back} type="button" className="page-back" onClick={onBack}>
        <ChevronLeft aria-hidden="true" size={18} /> {words.pages.back}
      </button>
      {page === "task" && <RailTask />}
      {page === "models" && <RailModels />}
      {page === "training" && <RailTraining />}
      {page === "training" && <HiddenSwitch />}
    </main>
  );
}
