import { createStore } from "zustand/vanilla";
import { specAt } from "../spec/describe.ts";
import { decode } from "../spec/link.ts";
import { createTrainerClient } from "../trainer/client.ts";
import { dispatch, type Event, type Events } from "../trainer/protocol.ts";
import { createActions } from "./actions.ts";
import { createEventHandlers } from "./events.ts";
import { watchHiding } from "./hiding.ts";
import { createHolding } from "./holding.ts";
import type { AppStore } from "./hooks.ts";
import { createKeeper } from "./keeper.ts";
import { createKeptRuns } from "./kept-runs.ts";
import { createOffers } from "./offers.ts";
import { completed } from "./own-data.ts";
import { readDevice, storage } from "./persist.ts";
import { createSession } from "./session.ts";
import { type AppState, idle, nowhere } from "./state.ts";
import { createUrlSync } from "./url-sync.ts";

export interface OpenStore extends AppStore {
  dispose(): void;
}

const prefersDark = (): boolean => globalThis.matchMedia?.("(prefers-color-scheme: dark)").matches ?? false;

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
    pointed: nowhere,
    pinnedStep: null,
    pinnedUnit: null,
    shownSignal: null,
    shownLayer: null,
    openModel: null,
    shownParameters: [],
    ...readDevice({
      gradientMode: "share",
      lossAxis: "log",
      smoothing: 0.9,
      theme: prefersDark() ? "dark" : "light",
      shortcuts: true,
      whenHidden: "goOn",
      notation: "pytorch",
    }),
  }));

  const client = createTrainerClient({
    onEvent: (event: Event) => dispatch<Events>(handlers, event),
    onLate: (event) => session.late(event),
    onCrash: (message) => session.lost("workerLost", message),
  });
  const url = createUrlSync(async (hash) => {
    const { spec, problems } = await completed(decode(hash));
    // By now another link may have been put there.
    if (location.hash !== hash) return;
    state.setState({ problems: problems.map(({ message }) => message), presetId: null });
    session.begin(spec);
    await offers.look(spec);
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
  const runs = createKeptRuns();
  const holding = createHolding(globalThis.navigator?.locks, storage());
  const keeper = createKeeper({ runs, holding, onRefused: () => state.setState({ isUnkept: true }) });
  const offers = createOffers({ state, session, runs, holding, keeper });
  const keeping = watchHiding(state, session, keeper);
  const handlers = createEventHandlers(state, session, keeping.save);
  const open = async () => {
    const { spec, problems } = await completed(opened);
    if (problems !== opened.problems) state.setState({ problems: problems.map(({ message }) => message) });
    await session.start(spec);
    await offers.look(spec);
  };
  void open();
  return {
    state,
    actions: createActions(state, session, offers),
    dispose: () => {
      session.dispose();
      keeping.dispose();
      offers.dispose();
      holding.dispose();
      url.dispose();
      client.end();
    },
  };
}
