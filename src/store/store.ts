import { createStore } from "zustand/vanilla";
import { specAt } from "../experiment/describe.ts";
import { decode, isLink } from "../experiment/link.ts";
import { quote } from "../lib/quote.ts";
import { type Language, languageOfQuery } from "../text/language.ts";
import { message } from "../text/message.ts";
import { createTrainerClient } from "../trainer/client.ts";
import { dispatch, type Event, type Events } from "../trainer/protocol.ts";
import { createActions } from "./actions.ts";
import { createAutosave } from "./autosave.ts";
import { keepAwake } from "./awake.ts";
import { createEventHandlers } from "./events.ts";
import { watchHiddenPage } from "./hidden-page.ts";
import type { AppStore } from "./hooks.ts";
import { createKeptRuns } from "./kept-runs.ts";
import { lateExamining } from "./late-examining.ts";
import type { MomentSaving } from "./moment-saving.ts";
import { completed } from "./own-data.ts";
import { readDevice, storage } from "./persist.ts";
import { watchSteps } from "./preset-steps.ts";
import { createResumeOffers } from "./resume-offers.ts";
import { idle } from "./run-summary.ts";
import { createSession } from "./session.ts";
import { watchSilence } from "./silence.ts";
import { type AppState, nowhere } from "./state.ts";
import { createTabLock } from "./tab-lock.ts";
import { createUrlSync } from "./url-sync.ts";
import { lookingOf, watchLooking } from "./view-address.ts";

export interface OpenStore extends AppStore {
  dispose(): void;
}

const prefersDark = (): boolean => globalThis.matchMedia?.("(prefers-color-scheme: dark)").matches ?? false;

/** The address says it for tests, before what the device remembers. */
const languageAsked = (): { readonly language?: Language } => {
  const language = languageOfQuery(location.search);
  return language === null ? {} : { language };
};

/** The page's state: one store, one worker, the address bar. */
export function createAppStore(): OpenStore {
  const opened = decode(location.hash);
  const state = createStore<AppState>()(() => ({
    spec: { ...specAt(opened.spec, 0), changes: [] },
    run: idle,
    record: null,
    earlier: [],
    canUndo: false,
    device: null,
    problems: opened.problems.map(({ message }) => message),
    importing: null,
    offer: null,
    isUnkept: false,
    presetId: null,
    presetStep: 0,
    tried: null,
    panelCall: null,
    enlarged: null,
    ...{ moment: null, replay: null },
    pointed: nowhere,
    pinnedUnit: null,
    shownSignals: [],
    shownLayer: null,
    shownModel: null,
    unfolding: "three",
    walk: null,
    walkedBack: null,
    textAsk: null,
    openModel: null,
    help: null,
    shownParameters: [],
    ...readDevice({
      gradientMode: "share",
      lossAxis: "log",
      smoothing: 0.9,
      theme: prefersDark() ? "dark" : "light",
      language: "en",
      shortcuts: true,
      allTraining: false,
      whenHidden: "goOn",
      notation: "pytorch",
    }),
    ...languageAsked(),
    ...lookingOf(location.search),
  }));

  const watch = watchSilence(state, () => session.isTraining());
  const client = watch.around(
    createTrainerClient({
      onEvent: (event: Event) => {
        dispatch<Events>(handlers, event);
        if (event.type === "snapshot") examining.look();
        watch.heard();
      },
      onLate: (event) => session.told.late(event),
      onCrash: (message) => session.told.lost("workerLost", message),
    }),
  );
  client.prepare();
  /** Links opened since; the newest counts, however long an earlier one takes. */
  let openings = 0;
  const url = createUrlSync(async (hash) => {
    if (!isLink(hash)) {
      // An anchor, or what somebody typed: the experiment stays, and so does its address.
      state.setState({ problems: /^#?$/.test(hash) ? [] : [message("noLink", quote(hash))] });
      session.link.sync();
      return;
    }
    const own = ++openings;
    const { spec, problems } = await completed(decode(hash));
    if (own !== openings) return;
    state.setState({ problems: problems.map(({ message }) => message), presetId: null });
    session.begin(spec);
    void offers.look(spec);
  });
  const session = createSession({
    state,
    spec: opened.spec,
    assetBase: new URL("./", location.href).href,
    // For devices whose WebGL is broken in a way that no test notices, and for tests.
    backend: new URLSearchParams(location.search).get("backend") === "cpu" ? "cpu" : "auto",
    client,
    writeUrl: url.write,
  });
  const examining = lateExamining({
    state,
    moment: session.moment,
    assetBase: new URL("./", location.href).href,
  });
  const runs = createKeptRuns();
  const tabLock = createTabLock(globalThis.navigator?.locks, storage());
  let saving: Promise<MomentSaving> | null = null;
  const moments = () => {
    saving ??= import("./moment-saving.ts").then(({ createMomentSaving }) =>
      createMomentSaving({ onRefused: () => session.summary.renew({ notice: message("momentsNotSaved") }) }),
    );
    return saving;
  };
  const autosave = createAutosave({
    ...{ runs, tabLock, moments },
    onRefused: () => state.setState({ isUnkept: true }),
    onUnwritable: (reason) => state.setState({ problems: [message("notSaved", reason)] }),
  });
  const offers = createResumeOffers({
    ...{ state, session, runs, tabLock, autosave },
    onGoOn: async (record, id) => {
      await (await moments()).restore(record, id);
      const { asked, moment, record: present } = state.getState();
      if (asked === null || moment !== null || present !== record) return;
      // One that the run has not come to is nothing to look at.
      actions.lookAt(asked <= record.update ? asked : null, true);
    },
  });
  const keeping = watchHiddenPage(state, session, autosave);
  const leaveSteps = watchSteps(state);
  const leaveLooking = watchLooking(state);
  const sleep = keepAwake(state, globalThis.navigator?.wakeLock, document);
  const handlers = createEventHandlers(state, session, keeping.save);
  const open = async () => {
    const { spec, problems } = await completed(opened);
    if (openings > 0) return;
    if (problems !== opened.problems) state.setState({ problems: problems.map(({ message }) => message) });
    await session.start(spec);
    await offers.look(spec);
  };
  void open();
  const actions = createActions(state, session, offers, examining);
  return {
    ...{ state, actions },
    dispose: () => {
      session.dispose();
      examining.dispose();
      keeping.dispose();
      leaveSteps();
      leaveLooking();
      sleep();
      offers.dispose();
      tabLock.dispose();
      url.dispose();
      client.end();
    },
  };
}
