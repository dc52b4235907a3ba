import "./tokens.css";
import "./layout.css";
import "./bar.css";
import "./rail.css";
import "./phone.css";
import { lazy, memo, Suspense, useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import { type AppStore, StoreContext, useApp } from "../store/hooks.ts";
import { tasks } from "../tasks/index.ts";
import { en } from "../text/en.ts";
import { ErrorBoundary } from "./error-boundary.tsx";
import { Invitation, useInvited } from "./invitation.tsx";
import { KeysDialog } from "./keys-dialog.tsx";
import { FailureNotice, NewRunLine, Problems, UnkeptNotice } from "./notices.tsx";
import { DropTarget } from "./own-data/drop-target.tsx";
import { FlowRow, Slot } from "./panel-slots.tsx";
import { Dock, Page, type PageName, PageRows } from "./phone.tsx";
import { RailModels } from "./rail-models.tsx";
import { RailTask } from "./rail-task.tsx";
import { RailTraining } from "./rail-training.tsx";
import { ResumeOffer } from "./resume-offer.tsx";
import { EngineNote } from "./run-status.tsx";
import { TopBar } from "./top-bar.tsx";
import { useNarrow } from "./use-media.ts";
import { useShortcuts } from "./use-shortcuts.ts";

const words = en.app;
const DataDialog = lazy(async () => ({
  default: (await import("./own-data/data-dialog.tsx")).DataDialog,
}));

export function App({ store }: { readonly store: AppStore }) {
  return (
    <ErrorBoundary>
      <StoreContext value={store}>
        <Screen />
      </StoreContext>
    </ErrorBoundary>
  );
}

function useDocument(): void {
  const theme = useApp((app) => app.theme);
  const kind = useApp((app) => app.spec.task.kind);
  useLayoutEffect(() => {
    document.documentElement.dataset.theme = theme;
  }, [theme]);
  useEffect(() => {
    document.title = words.title(tasks[kind].title);
  }, [kind]);
}

function Screen() {
  const keys = useRef<HTMLDialogElement>(null);
  const showKeys = useCallback(() => keys.current?.showModal(), []);
  const narrow = useNarrow();
  const invited = useInvited();
  const [page, setPage] = useState<PageName | null>(null);
  const opened = narrow ? page : null;
  useDocument();
  useShortcuts(showKeys);
  return (
    <div className="app" data-narrow={narrow || undefined}>
      <a className="skip" href="#charts">
        {words.skip}
      </a>
      <TopBar narrow={narrow} invited={invited} onKeys={showKeys} />
      {!narrow && <Rail />}
      <main
        id="charts"
        className="main"
        tabIndex={-1}
        aria-label={words.regions.charts}
        inert={opened !== null}
      >
        <div className="notices">
          <Problems />
          <FailureNotice />
          <ResumeOffer />
          <UnkeptNotice />
          {narrow && <NewRunLine />}
        </div>
        <Charts narrow={narrow} invited={invited} />
        {narrow && <PageRows onOpen={setPage} />}
      </main>
      {opened && <Page page={opened} onBack={() => setPage(null)} />}
      {narrow && <Dock />}
      <KeysDialog dialog={keys} />
      <OwnData />
    </div>
  );
}

/** Data of one's own: the dialog is loaded once it is opened. */
function OwnData() {
  const open = useApp((app) => app.importing !== null);
  return (
    <>
      <DropTarget />
      {open && (
        <Suspense>
          <DataDialog />
        </Suspense>
      )}
    </>
  );
}

interface ChartsProps {
  readonly narrow: boolean;
  readonly invited: boolean;
}

/** Wide: outcome on top, the reason under it. Narrow: the same order in one column. */
const Charts = memo(function Charts({ narrow, invited }: ChartsProps) {
  if (narrow)
    return (
      <>
        {invited && <Invitation button={false} />}
        <div className="slot-left">
          <Slot slot="left" />
        </div>
        <div className="slot-band">
          <Slot slot="band" />
        </div>
        <FlowRow narrow />
        <div className="slot-right">
          <Slot slot="right" />
        </div>
      </>
    );
  return (
    <>
      <div className="slot-top">
        <div className="slot-left">
          <Slot slot="left" />
        </div>
        <div className="slot-right">{invited ? <Invitation button /> : <Slot slot="right" />}</div>
      </div>
      <div className="slot-band">
        <Slot slot="band" />
      </div>
      <FlowRow narrow={false} />
    </>
  );
});

const Rail = memo(function Rail() {
  return (
    <aside className="rail rail-like" aria-label={words.regions.rail}>
      <RailTask />
      <RailModels />
      <RailTraining />
      <div className="rail-foot">
        <NewRunLine />
        <EngineNote />
      </div>
    </aside>
  );
});
