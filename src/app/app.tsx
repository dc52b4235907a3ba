import "./tokens.css";
import "./layout.css";
import "./bar.css";
import "./rail.css";
import "./phone.css";
import {
  lazy,
  memo,
  type ReactNode,
  Suspense,
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import { type AppStore, StoreContext, useActions, useApp } from "../store/hooks.ts";
import { tasks } from "../tasks/index.ts";
import { en } from "../text/en.ts";
import { useNarrow } from "../ui/use-media.ts";
import { LanguageContext, useText, useWords } from "../ui/words.ts";
import { ViewBody } from "../views/view-body.tsx";
import { ViewNames } from "../views/view-names.tsx";
import { ErrorBoundary } from "./error-boundary.tsx";
import { HistoryStrip } from "./history-strip.tsx";
import { useInvited } from "./invitation.tsx";
import { late } from "./late.ts";
import { MarkStepRow } from "./mark-step-row.tsx";
import type { PageName } from "./phone.tsx";
import { RailModels } from "./rail-models.tsx";
import { RailTask } from "./rail-task.tsx";
import { RailTraining } from "./rail-training.tsx";
import { EngineNote } from "./run-status.tsx";
import { TopBar } from "./top-bar.tsx";
import { useShortcuts } from "./use-shortcuts.ts";
import { VerdictPlace } from "./verdict-place.tsx";

const useHelpDialog = late(() => import("./help-dialog.tsx"));
/** A wide screen needs none of it; a narrow one asks for it at once. */
const Dock = lazy(async () => ({ default: (await import("./phone.tsx")).Dock }));
const Page = lazy(async () => ({ default: (await import("./phone.tsx")).Page }));
const PageRows = lazy(async () => ({ default: (await import("./phone.tsx")).PageRows }));
/** A preset is chosen from a menu: by then this has come. */
const useSteps = late(() => import("./preset-steps.tsx"));
function PresetSteps() {
  const steps = useSteps();
  return steps && <steps.PresetSteps />;
}
/** A setting is changed after the first picture. */
const useNewRunLine = late(() => import("./new-run-line.tsx"));
function NewRunPlace() {
  const line = useNewRunLine();
  return line && <line.NewRunLine />;
}
const useNotices = late(async () => ({
  ...(await import("./notices.tsx")),
  ...(await import("./resume-offer.tsx")),
}));
const useDropTarget = late(() => import("./own-data/drop-target.tsx"));
const DataDialog = lazy(async () => ({
  default: (await import("./own-data/data-dialog.tsx")).DataDialog,
}));

export function App({ store }: { readonly store: AppStore }) {
  return (
    <StoreContext value={store}>
      <InLanguage>
        <ErrorBoundary>
          <Screen />
        </ErrorBoundary>
      </InLanguage>
    </StoreContext>
  );
}

function InLanguage({ children }: { readonly children: ReactNode }) {
  return <LanguageContext value={useApp((app) => app.language)}>{children}</LanguageContext>;
}

function useDocument(): void {
  const words = useWords(en.app);
  const theme = useApp((app) => app.theme);
  const kind = useApp((app) => app.spec.task.kind);
  const text = useText();
  useLayoutEffect(() => {
    document.documentElement.dataset.theme = theme;
  }, [theme]);
  useEffect(() => {
    document.title = words.title(text(tasks[kind].title));
  }, [kind, words, text]);
}

function Screen() {
  const words = useWords(en.app);
  const { show } = useActions();
  const charts = useRef<HTMLElement>(null);
  const showHelp = useCallback(() => show({ help: "" }), [show]);
  const narrow = useNarrow();
  const invited = useInvited();
  const notices = useNotices();
  const [page, setPage] = useState<PageName | null>(null);
  const opened = narrow ? page : null;
  const tale = useMemo(() => <VerdictPlace narrow={narrow} invited={invited} />, [narrow, invited]);
  useDocument();
  useShortcuts(showHelp);
  return (
    <div className="app" data-narrow={narrow || undefined}>
      {/* No link: its target would take the experiment's place in the address. */}
      <button type="button" className="skip" onClick={() => charts.current?.focus()}>
        {words.skip}
      </button>
      <TopBar narrow={narrow} invited={invited} onHelp={showHelp} />
      {!narrow && (
        <MarkStepRow>
          <Rail />
        </MarkStepRow>
      )}
      <main
        ref={charts}
        id="charts"
        className="main"
        tabIndex={-1}
        aria-label={words.regions.charts}
        inert={opened !== null}
      >
        <div className="notices">
          {notices && <notices.Problems />}
          {notices && <notices.FailureNotice />}
          {notices && <notices.ResumeOffer />}
          {notices && <notices.UnkeptNotice />}
          {narrow && <NewRunPlace />}
        </div>
        {narrow && <PresetSteps />}
        {narrow && <ViewNames />}
        <ViewBody narrow={narrow} tale={tale} />
        {narrow && (
          <Suspense>
            <PageRows onOpen={setPage} />
          </Suspense>
        )}
      </main>
      {opened === null && <HistoryStrip narrow={narrow} />}
      {opened && (
        <MarkStepRow>
          <Suspense>
            <Page page={opened} onBack={() => setPage(null)} />
          </Suspense>
        </MarkStepRow>
      )}
      {narrow && (
        <Suspense>
          <Dock page={opened} onOpen={setPage} />
        </Suspense>
      )}
      <Help />
      <OwnData />
    </div>
  );
}

function Help() {
  const dialog = useHelpDialog();
  return dialog && <dialog.HelpDialog />;
}

/** Data of one's own: the dialog is loaded once it is opened. */
function OwnData() {
  const open = useApp((app) => app.importing !== null);
  const drop = useDropTarget();
  return (
    <>
      {drop && <drop.DropTarget />}
      {open && (
        <Suspense>
          <DataDialog />
        </Suspense>
      )}
    </>
  );
}

const Rail = memo(function Rail() {
  const words = useWords(en.app);
  return (
    <aside className="rail rail-like" aria-label={words.regions.rail}>
      <PresetSteps />
      <RailTask />
      <RailModels />
      <RailTraining />
      <div className="rail-foot">
        <NewRunPlace />
        <EngineNote />
      </div>
    </aside>
  );
});
