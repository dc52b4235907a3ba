import { ChevronLeft, ChevronRight } from "lucide-react";
import { memo, type ReactNode, useEffect, useRef } from "react";
import { optimizers } from "../optimizers/index.ts";
import { ThroughTimeReadout } from "../panels/through-time/readout.tsx";
import { modelNames } from "../spec/spec.ts";
import { useApp } from "../store/hooks.ts";
import { tasks } from "../tasks/index.ts";
import { en } from "../text/en.ts";
import { LaneMark } from "../ui/lane-mark.tsx";
import { StepButtons, TrainButton } from "./controls.tsx";
import { EngineStatus } from "./engine-status.tsx";
import { HiddenSwitch } from "./keys-dialog.tsx";
import { RailModels } from "./rail-models.tsx";
import { RailTask } from "./rail-task.tsx";
import { RailTraining } from "./rail-training.tsx";
import { EngineNote, LossStatus, Milestone, RunStatus } from "./run-status.tsx";

const words = en.app;

export type PageName = "task" | "models" | "training";

/** Readout, count and Train under the thumb. */
export const Dock = memo(function Dock() {
  return (
    <section className="dock" aria-label={words.regions.dock}>
      <ThroughTimeReadout />
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
  const task = useApp((app) => tasks[app.spec.task.kind].title);
  const models = useApp((app) => app.spec.models);
  const optimizer = useApp((app) => app.spec.optimizer);
  const clip = useApp((app) => app.spec.training.clipNorm);
  const names = modelNames(models);
  const rows: readonly (readonly [PageName, string, string])[] = [
    ["task", words.task.heading, task],
    ["models", words.models.heading, names.join(", ")],
    [
      "training",
      words.training.heading,
      words.pages.training(
        optimizers[optimizer.kind].title,
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
  const back = useRef<HTMLButtonElement>(null);
  useEffect(() => back.current?.focus(), []);
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
